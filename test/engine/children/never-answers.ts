/** Loads, takes batches, says nothing. */
import { hear, sayReady } from './channel.js';

hear((message) => {
  if (message.kind === 'load') sayReady();
});
