/** Cannot compute a text whose first token is 13, and lives on. */
import { answerTo, hear, say, sayReady } from './channel.js';

hear((message) => {
  if (message.kind === 'load') {
    sayReady();
    return;
  }
  const { id, rows } = message;
  if (rows[0]?.tokens[0] === 13) say({ kind: 'failed', id, message: 'token 13 is bad luck' });
  else say({ kind: 'result', id, result: answerTo(rows) });
});
