/** Others that do the same, each a process that answers a line of JSON with one. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fromRoot } from '../test/root.js';
import { endWithUs } from './children.js';

/** Why a peer is not measured. */
export interface Skipped {
  readonly skipped: string;
}

export const isSkipped = (peer: Peer | Skipped): peer is Skipped => 'skipped' in peer;

/** What a pass through texts gave. */
export interface Pass {
  readonly seconds: number;
  /** Of the first text: its vector, or the tokens of its candidates. */
  readonly first: readonly number[];
}

const INSTALL = 'pip install torch transformers onnx onnxruntime';

export class Peer {
  readonly versions: string;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #answers: AsyncIterator<string>;

  private constructor(
    versions: string,
    child: ChildProcessWithoutNullStreams,
    answers: AsyncIterator<string>,
  ) {
    this.versions = versions;
    this.#child = child;
    this.#answers = answers;
  }

  /** @param asked the first line */
  static async start(command: readonly string[], asked: unknown): Promise<Peer | Skipped> {
    const { child, answers, failure } = launch(command, asked);
    const line = await answers.next();
    if (line.done === true) return { skipped: await failure };
    // Only the scripts beside this file write these lines.
    const { versions } = JSON.parse(line.value) as { versions: Record<string, string> };
    const told = Object.entries(versions).map((one) => one.join(' '));
    return new Peer(told.join(', '), child, answers);
  }

  async pass(texts: readonly string[]): Promise<Pass> {
    this.#child.stdin.write(`${JSON.stringify({ texts })}\n`);
    const line = await this.#answers.next();
    if (line.done === true) throw new Error('a peer ended');
    return JSON.parse(line.value) as Pass;
  }

  close(): void {
    this.#child.kill();
  }
}

/** Runs a script to its end; null when it ended well. */
export async function runOnce(command: readonly string[], asked: unknown): Promise<Skipped | null> {
  const { answers, ended, failure } = launch(command, asked);
  while ((await answers.next()).done !== true);
  return (await ended) === 0 ? null : { skipped: await failure };
}

interface Launched {
  readonly child: ChildProcessWithoutNullStreams;
  readonly answers: AsyncIterator<string>;
  readonly ended: Promise<number | null>;
  /** What to tell of a process that ended. */
  readonly failure: Promise<string>;
}

function launch([program = '', ...args]: readonly string[], asked: unknown): Launched {
  const child = spawn(program, args, { env: { ...process.env, HF_HUB_OFFLINE: '1' } });
  endWithUs(child);
  let errors = '';
  child.stderr.on('data', (chunk) => (errors += String(chunk)));
  child.stdin.on('error', () => undefined);
  const ended = new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      errors += error.message;
      resolve(null);
    });
    child.once('close', resolve);
  });
  child.stdin.write(`${JSON.stringify(asked)}\n`);
  const failure = ended.then(() => explain(program, errors));
  const lines = createInterface({ input: child.stdout });
  return { child, answers: lines[Symbol.asyncIterator](), ended, failure };
}

function explain(program: string, errors: string): string {
  const [, missing] = /ModuleNotFoundError: No module named '([^']+)'/.exec(errors) ?? [];
  if (missing !== undefined) return `${missing} is not installed (${INSTALL}; --python PATH)`;
  if (errors.includes('ENOENT')) return `there is no ${basename(program)} (--python PATH)`;
  return errors.trim().split('\n').at(-1) ?? '';
}

export interface PeerOptions {
  readonly python: string;
  /** A folder in whose node_modules transformers.js may be. */
  readonly transformersJs: string;
  readonly threads: number;
}

const script = (name: string) => fromRoot(`bench/peers/${name}`);

export const startTransformers = (
  checkpoint: string,
  { python, threads }: PeerOptions,
): Promise<Peer | Skipped> =>
  Peer.start([python, script('transformers_fill_mask.py')], { checkpoint, threads });

/** Writes a plain traced export; null when it is there. */
export const exportPlainly = (
  checkpoint: string,
  file: string,
  { python }: PeerOptions,
): Promise<Skipped | null> => runOnce([python, script('export_onnx.py')], { checkpoint, file });

export const startOnnxruntime = (
  model: string,
  { python, threads }: PeerOptions,
): Promise<Peer | Skipped> =>
  Peer.start([python, script('onnxruntime_embed.py')], {
    export: join(model, 'onnx/model.onnx'),
    tokenizer: join(model, 'tokenizer.json'),
    threads,
  });

const LIBRARY = '@huggingface/transformers';

export async function startTransformersJs(
  model: string,
  { transformersJs, threads }: PeerOptions,
): Promise<Peer | Skipped> {
  let library: string;
  try {
    library = createRequire(join(resolve(transformersJs), 'package.json')).resolve(LIBRARY);
  } catch {
    const install = `npm install --no-save ${LIBRARY}; --transformers-js FOLDER`;
    return { skipped: `${LIBRARY} is not installed (${install})` };
  }
  return Peer.start([process.execPath, fromRoot('dist/bench/peers/transformers-js.js')], {
    ...{ library, models: dirname(model), model: basename(model), threads },
  });
}
