/** Answers the oldest batch at each SIGUSR2; where there is none yet, the next one at once. */
import type { Row } from '../../../src/engine/protocol.js';
import { answerTo, hear, say, sayReady } from './channel.js';

const open: { readonly id: number; readonly rows: readonly Row[] }[] = [];
let told = 0;

function answer(): void {
  const [batch] = open;
  if (batch === undefined || told === 0) return;
  told -= 1;
  open.shift();
  say({ kind: 'result', id: batch.id, result: answerTo(batch.rows) });
}

process.on('SIGUSR2', () => {
  told += 1;
  answer();
});
hear((message) => {
  if (message.kind === 'load') {
    sayReady();
    return;
  }
  open.push(message);
  answer();
});
