/** Does not end when its channel closes. */
import { hear, sayReady } from './channel.js';

hear(() => sayReady());
setInterval(() => undefined, 1000);
