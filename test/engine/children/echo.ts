/** Does everything right. */
import { answerTo, hear, say, sayReady } from './channel.js';

hear((message) => {
  if (message.kind === 'load') sayReady();
  else say({ kind: 'result', id: message.id, result: answerTo(message.rows) });
});
