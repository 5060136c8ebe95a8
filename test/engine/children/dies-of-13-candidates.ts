/**
 * The real engine, but a row that asks for 13 candidates ends it: by a signal, as a fault of native
 * code would, or, where the argument is `memory`, by filling all that it may have.
 */
import type { Row } from '../../../src/engine/protocol.js';
import { Session } from '../../../src/engine/session.js';

const asksFor13 = ({ masks }: Row): boolean =>
  masks.some((query) => query.kind === 'top' && query.k === 13);

function die(): void {
  if (process.argv[2] !== 'memory') process.kill(process.pid, 'SIGSEGV');
  for (const all: number[][] = []; ;) all.push(new Array<number>(10_000).fill(all.length));
}

const open = Session.open.bind(Session);
Session.open = async (options) => {
  const session = await open(options);
  const run = session.run.bind(session);
  session.run = (rows) => {
    if (rows.some(asksFor13)) die();
    return run(rows);
  };
  return session;
};
await import('../../../src/engine/child.js');
