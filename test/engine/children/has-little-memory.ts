/**
 * The real engine, but after a warm-up with one plain row the system lets it have only so many MB
 * more (RLIMIT_AS) as the argument says: for what needs more, ONNX Runtime asks in vain. It tells of
 * costs that make full batches worthwhile, so that texts have company.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Session } from '../../../src/engine/session.js';

const [, , megabytes] = process.argv;

function limitMemory(): void {
  const [, kB] = /^VmSize:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  const most = Number(kB) * 1024 + Number(megabytes) * 2 ** 20;
  execFileSync('prlimit', ['--pid', String(process.pid), `--as=${most}:`]);
}

const open = Session.open.bind(Session);
Session.open = async (options) => {
  const session = await open(options);
  const warmUp = session.warmUp.bind(session);
  session.warmUp = async (limits) => {
    await warmUp({ ...limits, rows: 1, masks: 1, topK: 1 });
    limitMemory();
    return [32, 128].map((tokens) => ({ tokens, inferenceMs: 100 + tokens / 100 }));
  };
  return session;
};
await import('../../../src/engine/child.js');
