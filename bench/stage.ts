/** Everything that takes part in a benchmark: one checkpoint, converted, served, and given to peers. */
import { copyFileSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openModel } from '../src/package/cache.js';
import type { Package } from '../src/package/package.js';
import { tokenizerOf } from '../src/package/tokenizer.js';
import { writeBaseCheckpoint } from './base-checkpoint.js';
import { EngineAlone } from './engine-alone.js';
import {
  exportPlainly,
  isSkipped,
  startOnnxruntime,
  startTransformers,
  startTransformersJs,
  type Peer,
  type PeerOptions,
  type Skipped,
} from './peers.js';
import { Service } from './service.js';
import { longText, readTexts, type BenchText } from './texts.js';

export type Peers = Readonly<
  Record<'transformers' | 'onnxruntime' | 'transformersJs', Peer | Skipped>
>;

export interface Stage extends Prepared {
  readonly fp32: Service;
  readonly int8: Service;
  readonly alone: EngineAlone;
  readonly peers: Peers;
}

export type Tell = (what: string) => void;

type BenchPrecision = 'fp32' | 'int8';

export interface Prepared {
  readonly checkpoint: string;
  /** MASCARILLA_HOME with a package in each precision. */
  readonly home: string;
  readonly packages: Readonly<Record<BenchPrecision, Package>>;
  /** Bytes of the weights in fp32. */
  readonly weights: number;
  readonly texts: readonly BenchText[];
  readonly long: BenchText;
}

/** The checkpoint and its packages; a lower precision is not compared, as its weights have no sense. */
export async function prepare(work: string, tell: Tell): Promise<Prepared> {
  const checkpoint = join(work, 'base');
  const home = join(work, 'home');
  tell('writing a random checkpoint of the size of RoBERTa-base');
  writeBaseCheckpoint(checkpoint);
  const converted = async (precision: BenchPrecision) => {
    tell(`converting it to ${precision}`);
    return openModel(checkpoint, { home, precision });
  };
  const packages = { fp32: await converted('fp32'), int8: await converted('int8') };
  const { size: weights } = statSync(join(packages.fp32.directory, 'weights.bin'));
  const tokenizer = tokenizerOf(packages.fp32);
  const texts = readTexts(tokenizer);
  return { checkpoint, home, packages, weights, texts, long: longText(tokenizer, texts) };
}

/** Starts a service from the cache, as operators do. */
export const startService = (
  { checkpoint, home }: Prepared,
  precision: BenchPrecision,
): Promise<Service> =>
  Service.start(['--models', checkpoint, '--mascarilla-home', home, '--precision', precision]);

/** @param fp32 a service that runs already */
export async function openStage(
  prepared: Prepared,
  fp32: Service,
  work: string,
  options: PeerOptions,
  tell: Tell,
): Promise<Stage> {
  tell('starting the service in int8, and the engine alone');
  return {
    ...{ ...prepared, fp32 },
    int8: await startService(prepared, 'int8'),
    alone: await EngineAlone.start(prepared.packages.fp32),
    peers: await startPeers(prepared.checkpoint, join(work, 'export'), options, tell),
  };
}

async function startPeers(
  checkpoint: string,
  model: string,
  options: PeerOptions,
  tell: Tell,
): Promise<Peers> {
  mkdirSync(join(model, 'onnx'), { recursive: true });
  for (const name of ['config.json', 'tokenizer.json', 'tokenizer_config.json']) {
    copyFileSync(join(checkpoint, name), join(model, name));
  }
  tell('starting transformers');
  const transformers = await startTransformers(checkpoint, options);
  tell('exporting the checkpoint with torch');
  const failed = await exportPlainly(checkpoint, join(model, 'onnx/model.onnx'), options);
  if (failed !== null) return { transformers, onnxruntime: failed, transformersJs: failed };
  tell('starting onnxruntime and transformers.js');
  return {
    transformers,
    onnxruntime: await startOnnxruntime(model, options),
    transformersJs: await startTransformersJs(model, options),
  };
}

export async function closeStage({ fp32, int8, alone, peers }: Stage): Promise<void> {
  for (const peer of Object.values(peers)) {
    if (!isSkipped(peer)) peer.close();
  }
  await Promise.all([fp32.stop(), int8.stop(), alone.close()]);
}
