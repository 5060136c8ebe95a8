import type { Batch, CleaningOptions } from './protocol.js';
import { ReadingProcess, type Caps } from './reading-process.js';
import { Slot } from './slot.js';
import type { Entry } from './walk.js';

export interface Readers {
  /** Files that are read at the same time. */
  readonly jobs: number;
  readonly caps: Caps;
  readonly options: CleaningOptions;
}

/** One name that was walked past, with what came of it; of a file, several times. */
export type Step =
  | { readonly entry: Exclude<Entry, { kind: 'file' }>; readonly batch: null }
  | { readonly entry: Extract<Entry, { kind: 'file' }>; readonly batch: Batch };

/** Files may be ready so long before the one whose turn it is. */
const AHEAD = 8;

interface Started {
  readonly entry: Entry;
  readonly batches: Slot<Batch>;
}

/**
 * Reads many files at a time and gives their batches in the order of the files. What is ready
 * before its turn waits: a batch for each file, and few files.
 */
export async function* readInOrder(
  entries: AsyncIterator<Entry>,
  { jobs, caps, options }: Readers,
  signal: AbortSignal,
): AsyncGenerator<Step> {
  const processes = Array.from({ length: jobs }, () => new ReadingProcess(caps));
  const close = () => {
    for (const one of processes) one.close();
  };
  signal.addEventListener('abort', close);
  const idle = new Idle(processes);
  const started: Started[] = [];
  const startNext = async (): Promise<boolean> => {
    const next = await entries.next();
    if (next.done === true) return false;
    const entry = next.value;
    const batches = new Slot<Batch>();
    started.push({ entry, batches });
    if (entry.kind === 'file') void idle.use((one) => readInto(batches, one, entry, options));
    return true;
  };
  try {
    let more = true;
    for (;;) {
      while (more && started.length < jobs * AHEAD) more = await startNext();
      const first = started.shift();
      if (first === undefined) return;
      for await (const step of stepsOf(first)) {
        signal.throwIfAborted();
        yield step;
      }
    }
  } finally {
    signal.removeEventListener('abort', close);
    close();
  }
}

async function* stepsOf({ entry, batches }: Started): AsyncGenerator<Step> {
  if (entry.kind !== 'file') {
    yield { entry, batch: null };
    return;
  }
  for (;;) {
    const batch = await batches.take();
    yield { entry, batch };
    if (batch.next !== 'more') return;
  }
}

async function readInto(
  batches: Slot<Batch>,
  process: ReadingProcess,
  { path, format }: Extract<Entry, { kind: 'file' }>,
  options: CleaningOptions,
): Promise<void> {
  for await (const batch of process.read({ kind: 'read', path, format, options })) {
    const taken = batches.put(batch);
    // After the last batch the process is free for another file, whoever waits for this one.
    if (batch.next === 'more') await taken;
  }
}

/** Lends processes, to who asked first. */
class Idle {
  readonly #free: ReadingProcess[];
  readonly #waiting: ((process: ReadingProcess) => void)[] = [];

  constructor(processes: readonly ReadingProcess[]) {
    this.#free = [...processes];
  }

  async use(work: (process: ReadingProcess) => Promise<void>): Promise<void> {
    const process =
      this.#free.pop() ??
      (await new Promise<ReadingProcess>((resolve) => this.#waiting.push(resolve)));
    await work(process);
    const next = this.#waiting.shift();
    if (next === undefined) this.#free.push(process);
    else next(process);
  }
}
