/** Says that its warm-up took 20 seconds, and answers nothing. */
import { hear, sayReady } from './channel.js';

hear((message) => {
  if (message.kind === 'load') sayReady(20_000);
});
