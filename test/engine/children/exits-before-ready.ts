/** Ends while it loads. */
import { hear } from './channel.js';

hear(() => process.exit(3));
