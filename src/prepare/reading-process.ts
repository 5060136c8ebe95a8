import { fork, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Batch, ToReader } from './protocol.js';

/** What a file may cost before it is given up. */
export interface Caps {
  /** For a batch of documents; a file without several of them is one. */
  readonly timeoutMs: number;
  /** Of the process that reads it. */
  readonly memoryMb: number;
}

const MEMORY_EVERY_MS = 100;

const MEGABYTE = 1_000_000;

/**
 * A process that reads one file at a time. One that dies, hangs or swells is killed; the file is
 * refused with the reason, and the next one gets a new process.
 */
export class ReadingProcess {
  readonly #caps: Caps;
  #child: ChildProcess | null = null;

  constructor(caps: Caps) {
    this.#caps = caps;
  }

  /** The batches of a file; the last one is without `more`. It waits between them. */
  async *read(file: Extract<ToReader, { kind: 'read' }>): AsyncGenerator<Batch> {
    const child = (this.#child ??= this.#start());
    let message: ToReader = file;
    for (;;) {
      const batch = await this.#ask(child, message);
      if (batch.next !== 'more') {
        await this.#renew(child);
        yield batch;
        return;
      }
      yield batch;
      message = { kind: 'next' };
    }
  }

  close(): void {
    this.#child?.kill('SIGKILL');
    this.#child = null;
  }

  #start(): ChildProcess {
    const child = fork(fileURLToPath(new URL('./child.js', import.meta.url)), {
      serialization: 'advanced',
      execArgv: [`--max-old-space-size=${this.#caps.memoryMb}`],
      // Parsers warn of what they find in files, and quote it.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    child.once('exit', () => {
      if (this.#child === child) this.#child = null;
    });
    return child;
  }

  /** Never fails: what ends the process refuses the file. */
  async #ask(child: ChildProcess, message: ToReader): Promise<Batch> {
    const { timeoutMs, memoryMb } = this.#caps;
    let resolve!: (batch: Batch) => void;
    const promise = new Promise<Batch>((settle) => (resolve = settle));
    const giveUp = (detail: string) => {
      resolve(refused(detail));
      child.kill('SIGKILL');
      if (this.#child === child) this.#child = null;
    };
    const ended = (code: number | null, signal: NodeJS.Signals | null) => {
      giveUp(describeEnd(code, signal, memoryMb));
    };
    const timer = setTimeout(() => {
      giveUp(`it takes longer than ${timeoutMs / 1000} s (--timeout-s)`);
    }, timeoutMs);
    const watch = setInterval(() => {
      void memoryOf(child).then((bytes) => {
        if (bytes > memoryMb * MEGABYTE) giveUp(tooMuch(memoryMb));
      });
    }, MEMORY_EVERY_MS);
    child.once('message', resolve);
    child.once('exit', ended);
    child.send(message, (error) => {
      if (error !== null) giveUp('the process that reads it has ended');
    });
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      clearInterval(watch);
      child.off('message', resolve);
      child.off('exit', ended);
    }
  }

  /** What a large file has left behind is not blamed on the next one. */
  async #renew(child: ChildProcess): Promise<void> {
    if ((await memoryOf(child)) > (this.#caps.memoryMb * MEGABYTE) / 2) this.close();
  }
}

const refused = (detail: string): Batch => ({
  documents: [],
  unreadable: [],
  encoding: null,
  next: { refused: detail },
});

const tooMuch = (memoryMb: number): string => `it takes more than ${memoryMb} MB (--memory-mb)`;

/** V8 aborts when its heap is full. */
function describeEnd(code: number | null, signal: NodeJS.Signals | null, memoryMb: number): string {
  if (signal === 'SIGABRT' || code === 134) return tooMuch(memoryMb);
  return `the process that reads it ended by ${signal ?? `code ${code ?? 0}`}`;
}

/** Pages of Linux on x86 and most ARM; larger ones only make the cap looser. */
const PAGE_BYTES = 4096;

/** Resident bytes of a process, where the system has /proc; elsewhere 0, and the heap is capped alone. */
async function memoryOf({ pid }: ChildProcess): Promise<number> {
  try {
    const [, resident = '0'] = (await readFile(`/proc/${pid ?? 0}/statm`, 'utf8')).split(' ');
    return Number(resident) * PAGE_BYTES;
  } catch {
    return 0;
  }
}
