/** The real engine, but a row that asks for 13 candidates ends it, as a fault of native code would. */
import type { Row } from '../../../src/engine/protocol.js';
import { Session } from '../../../src/engine/session.js';

const asksFor13 = ({ masks }: Row): boolean =>
  masks.some((query) => query.kind === 'top' && query.k === 13);

const open = Session.open.bind(Session);
Session.open = async (options) => {
  const session = await open(options);
  const run = session.run.bind(session);
  session.run = (rows) => {
    if (rows.some(asksFor13)) process.kill(process.pid, 'SIGSEGV');
    return run(rows);
  };
  return session;
};
await import('../../../src/engine/child.js');
