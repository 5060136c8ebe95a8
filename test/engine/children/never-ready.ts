/** Loads for ever. */
import { hear } from './channel.js';

hear(() => undefined);
