/** What is measured once: mixed load, independence of company, and whether peers compute the same. */
import type { Measured } from '../src/load/tally.js';
import { isSkipped } from './peers.js';
import { load } from './rounds.js';
import type { Service } from './service.js';
import type { Stage } from './stage.js';
import { BLOCK, deal } from './texts.js';

const SHORT_TOKENS = 32;
const SHORT_CLIENTS = 4;
const LONG_CLIENTS = 2;

export interface MixedLoad {
  /** p95 of the short calls, in milliseconds. */
  readonly alone: number;
  readonly beside: number;
  /** Milliseconds of one text of 512 tokens in the engine. */
  readonly longBatch: number;
}

const p95 = ({ latencies }: Measured): number => latencies?.p95 ?? NaN;

/** Short calls of /fill-mask, alone and then beside embeddings of 512 tokens. */
export async function mixLoads(
  { fp32, alone, texts, long }: Stage,
  seconds: number,
): Promise<MixedLoad> {
  const short = texts.filter(({ rows }) => rows['fill-mask'].tokens.length <= SHORT_TOKENS);
  const shortLoad = { clients: SHORT_CLIENTS, seconds };
  const times: number[] = [];
  for (let turn = 0; turn < 5; turn++) {
    times.push((await alone.run([long.rows.embed])).inferenceMs);
  }
  const quiet = await load(fp32, 'fill-mask', short, shortLoad);
  const [busy] = await Promise.all([
    load(fp32, 'fill-mask', short, { ...shortLoad, seconds: 2 * seconds }),
    load(fp32, 'embed', [long], { clients: LONG_CLIENTS, seconds: 2 * seconds }),
  ]);
  const [, , longBatch = NaN] = times.sort((a, b) => a - b);
  return { alone: p95(quiet), beside: p95(busy), longBatch };
}

/** The largest difference of a vector's element between a text alone and the same in company. */
export async function differenceInCompany(service: Service, stage: Stage): Promise<number> {
  const texts = deal(stage.texts, BLOCK).map(({ text }) => text);
  const embed = async (inputs: readonly string[]) =>
    // As docs/api.md has it.
    (await service.ask('/embed', { inputs })) as readonly (readonly number[])[];
  const together = await embed(texts);
  let most = 0;
  for (const [index, text] of texts.entries()) {
    const [vector = []] = await embed([text]);
    for (const [at, value] of vector.entries()) {
      most = Math.max(most, Math.abs(value - (together[index]?.[at] ?? NaN)));
    }
  }
  return most;
}

/** What a peer answers otherwise than the service; empty where all compute the same. */
export async function compareAnswers({ fp32, peers, texts }: Stage): Promise<string[]> {
  const [text] = deal(texts, BLOCK);
  if (text === undefined) throw new TypeError('there are texts');
  // As docs/api.md has them.
  const [vector = []] = (await fp32.ask('/embed', { inputs: text.text })) as number[][];
  const filled = (await fp32.ask('/fill-mask', { inputs: text.masked })) as { token: number }[];
  const found: string[] = [];
  for (const name of ['onnxruntime', 'transformersJs'] as const) {
    const peer = peers[name];
    if (isSkipped(peer)) continue;
    const { first } = await peer.pass([text.text]);
    const cosine = vector.reduce((sum, value, at) => sum + value * (first[at] ?? NaN), 0);
    if (!(cosine > 0.9999)) found.push(`${name}: the cosine of its vector and ours is ${cosine}`);
  }
  if (!isSkipped(peers.transformers)) {
    const { first } = await peers.transformers.pass([text.masked]);
    const ours = filled.map(({ token }) => token).join(' ');
    if (first.join(' ') !== ours) found.push('transformers: it fills in other words');
  }
  return found;
}
