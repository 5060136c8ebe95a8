/**
 * The engine's process: loads a package, warms up, then computes one batch after another. It ends
 * with the server: when the channel to it closes.
 */
import { writeFileSync } from 'node:fs';
import { messageOf } from '../errors.js';
import type { EngineOptions, FromEngine, Row, ToEngine } from './protocol.js';
import { Session } from './session.js';

let session: Session | null = null;

function reply(message: FromEngine): void {
  // An error here means that the server is gone: 'disconnect' follows.
  process.send?.(message, () => undefined);
}

async function load(options: EngineOptions): Promise<void> {
  const started = performance.now();
  const opened = await Session.open(options);
  const loaded = performance.now();
  const measured = await opened.warmUp(options.limits);
  session = opened;
  reply({
    kind: 'ready',
    ready: {
      provider: opened.provider,
      integerSums: opened.integerSums,
      loadMs: loaded - started,
      warmUpMs: performance.now() - loaded,
      measured,
    },
  });
}

async function run(id: number, rows: readonly Row[]): Promise<void> {
  if (session === null) throw new TypeError('a batch came before the model was loaded');
  try {
    reply({ kind: 'result', id, result: await session.run(rows) });
  } catch (error) {
    reply({ kind: 'failed', id, message: messageOf(error) });
  }
}

async function handle(message: ToEngine): Promise<void> {
  if (message.kind === 'run') return run(message.id, message.rows);
  return load(message.options).catch((error: unknown) => {
    reply({ kind: 'loadFailed', message: messageOf(error) });
  });
}

// One after the other: a batch that was sent ahead waits for the one before it.
let last = Promise.resolve();
process.on('message', (message: ToEngine) => {
  last = last.then(() => handle(message));
});
process.on('disconnect', () => process.exit());
// A terminal interrupts the whole group; the server decides when the engine ends.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);

try {
  // Out of memory, the kernel should take this process, which is replaced, and not the server.
  writeFileSync('/proc/self/oom_score_adj', '500');
} catch {
  // Not Linux, or not allowed: nothing depends on it.
}
