/** Loads, and ends at its first batch. */
import { hear, sayReady } from './channel.js';

hear((message) => {
  if (message.kind === 'load') sayReady();
  else process.exit(7);
});
