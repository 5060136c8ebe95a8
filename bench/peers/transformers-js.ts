/**
 * Embeds texts one by one with transformers.js on a traced export, pooled by their mean.
 *
 * Reads lines of JSON from standard input and answers each with one. The first line is
 * `{"library": FILE, "models": FOLDER, "model": NAME, "threads": N}`, the others `{"texts": [...]}`.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

interface Asked {
  readonly library: string;
  readonly models: string;
  readonly model: string;
  readonly threads: number;
}

/** What is used of the library; it is no dependency, so that its types are not there. */
interface Library {
  readonly env: { allowRemoteModels: boolean; localModelPath: string };
  readonly pipeline: (task: string, model: string, options: object) => Promise<Extractor>;
}

type Extractor = (text: string, options: object) => Promise<{ readonly data: Float32Array }>;

const answer = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`);

async function* lines(): AsyncGenerator<unknown, void> {
  for await (const line of createInterface({ input: process.stdin })) yield JSON.parse(line);
}

const asked = lines();
// Only bench/peers.ts writes these lines.
const { library, models, model, threads } = (await asked.next()).value as Asked;
const { env, pipeline } = (await import(pathToFileURL(library).href)) as Library;
env.allowRemoteModels = false;
env.localModelPath = models;
const extract = await pipeline('feature-extraction', model, {
  dtype: 'fp32',
  device: 'cpu',
  session_options: { intraOpNumThreads: threads },
});
const { version } = JSON.parse(
  readFileSync(join(dirname(library), '..', 'package.json'), 'utf8'),
) as { readonly version: string };
answer({ versions: { '@huggingface/transformers': version } });
for await (const line of asked) {
  const { texts } = line as { readonly texts: readonly string[] };
  const started = performance.now();
  const vectors: Float32Array[] = [];
  for (const text of texts) {
    vectors.push((await extract(text, { pooling: 'mean', normalize: true })).data);
  }
  const seconds = (performance.now() - started) / 1000;
  answer({ seconds, first: Array.from(vectors[0] ?? []) });
}
