/** The goals, and what was measured of each. */
import type { LoadTask } from '../src/load/requests.js';
import { isSkipped, type Peer, type Skipped } from './peers.js';
import { ratiosOf, spreadOf, type SampleName, type Samples } from './samples.js';
import type { MixedLoad } from './singles.js';
import type { Peers } from './stage.js';

export interface Findings {
  readonly samples: Samples;
  readonly peers: Peers;
  readonly mixed: MixedLoad;
  /** Largest difference of an int8 vector's element alone and in company. */
  readonly difference: number;
  /** Megabytes of all processes of the service after load; null where it cannot be known. */
  readonly memory: number | null;
  /** Bytes. */
  readonly weights: number;
  /** Seconds of several starts. */
  readonly starts: readonly number[];
}

export interface GoalRow {
  readonly name: string;
  readonly goal: string;
  readonly measured: string;
  /** Null where it was not measured. */
  readonly met: boolean | null;
  /** The numbers behind it, and why it was missed or skipped. */
  readonly seen: string;
}

const INVARIANCE = 1e-6;
const BESIDE_MS = 1.5;
const BESIDE_SHARE = 0.03;
const MEMORY_RATIO = 1.35;
const MEMORY_MB = 150;
const START_SECONDS = 3;

/** A ratio of two throughputs. */
interface RatioGoal {
  readonly name: string;
  readonly least: number;
  readonly over: SampleName;
  readonly under: SampleName;
  /** What lies between the two, by which a miss is explained. */
  readonly between?: SampleName;
}

const packed = (task: LoadTask): RatioGoal => ({
  name: `/${task}, 32 clients, to the engine packed ideally`,
  least: 0.92,
  over: `fp32 32 clients ${task}`,
  under: `engine packed ${task}`,
});

const int8 = (task: LoadTask): RatioGoal => ({
  name: `/${task}, 32 clients, int8 to fp32`,
  least: 2.1,
  over: `int8 32 clients ${task}`,
  under: `fp32 32 clients ${task}`,
});

const onnxruntime: RatioGoal = {
  name: '/embed, 32 clients, to onnxruntime one by one',
  least: 1.6,
  over: 'fp32 32 clients embed',
  under: 'onnxruntime one by one',
  between: 'engine packed embed',
};

const transformers: RatioGoal = {
  name: '/fill-mask, 32 clients, to the pipeline of transformers',
  least: 3.3,
  over: 'fp32 32 clients fill-mask',
  under: 'transformers one by one',
  between: 'engine packed fill-mask',
};

export const goalRows = (findings: Findings): GoalRow[] => {
  const { samples, peers, mixed, memory, weights } = findings;
  const ratio = (goal: RatioGoal) => ratioRow(goal, samples);
  return [
    peerRow(onnxruntime, samples, peers.onnxruntime),
    peerRow(transformers, samples, peers.transformers),
    ratio(int8('embed')),
    ratio(int8('fill-mask')),
    differenceRow(findings.difference),
    ratio(packed('embed')),
    ratio(packed('fill-mask')),
    besideRow(samples, 'embed'),
    besideRow(samples, 'fill-mask'),
    mixedRow(mixed),
    memoryRow(memory, weights),
    startRow(findings.starts),
  ];
};

/** The median of the rounds' ratios; tells whether the machine was too restless to say. */
function ratioRow(
  { name, least: goal, over, under, between }: RatioGoal,
  samples: Samples,
): GoalRow {
  const take = (sample: SampleName) => samples.get(sample) ?? [];
  const ratioOf = (one: SampleName, other: SampleName) =>
    spreadOf(ratiosOf(take(one), take(other)));
  const { median, least, most } = ratioOf(over, under);
  const met = median >= goal;
  const notes = [
    `${medianOf(take(over))} / ${medianOf(take(under))} texts/s`,
    `rounds ${least.toFixed(2)} to ${most.toFixed(2)}`,
  ];
  if (least < goal && most >= goal) notes.push('the rounds lie on both sides of the goal');
  if (!met && between !== undefined) {
    const reachable = ratioOf(between, under).median.toFixed(2);
    notes.push(`the engine packed ideally reaches ${reachable} ×`);
  }
  const measured = `${median.toFixed(2)} ×`;
  return { name, goal: `≥ ${goal} ×`, measured, met, seen: notes.join('; ') };
}

function peerRow(goal: RatioGoal, samples: Samples, peer: Peer | Skipped): GoalRow {
  if (!isSkipped(peer)) return ratioRow(goal, samples);
  const { name, least } = goal;
  return { name, goal: `≥ ${least} ×`, measured: '-', met: null, seen: `skipped: ${peer.skipped}` };
}

function differenceRow(difference: number): GoalRow {
  return {
    name: '/embed, int8, a text alone and in company',
    goal: `≤ ${INVARIANCE.toExponential()}`,
    measured: difference.toExponential(1),
    met: difference <= INVARIANCE,
    seen: 'the largest difference of an element of a vector of length 1',
  };
}

function besideRow(samples: Samples, task: LoadTask): GoalRow {
  const client = `fp32 1 client ${task}` as const;
  const beside = samples.get(`${client}, ms beside the model`) ?? [];
  const model = samples.get(`${client}, ms in the model`) ?? [];
  const over = beside.map((ms, round) => ms - BESIDE_SHARE * (model[round] ?? NaN));
  const { median, least, most } = spreadOf(over);
  return {
    name: `/${task}, 1 client: median latency beside the model, less 3 % of the model's`,
    goal: `≤ ${BESIDE_MS} ms`,
    measured: `${median.toFixed(2)} ms`,
    met: median <= BESIDE_MS,
    seen: `${spreadOf(beside).median.toFixed(2)} ms beside ${medianOf(model)} ms; rounds ${least.toFixed(2)} to ${most.toFixed(2)}`,
  };
}

function mixedRow({ alone, beside, longBatch }: MixedLoad): GoalRow {
  const most = 2 * alone + longBatch;
  return {
    name: '/fill-mask, 4 clients, p95 beside 2 clients with 512 tokens',
    goal: `≤ ${most.toFixed(0)} ms`,
    measured: `${beside.toFixed(0)} ms`,
    met: beside <= most,
    seen: `twice the p95 alone, ${alone.toFixed(0)} ms, and one long text in the engine, ${longBatch.toFixed(0)} ms`,
  };
}

function memoryRow(memory: number | null, weights: number): GoalRow {
  const megabytes = weights / 1e6;
  const most = MEMORY_RATIO * megabytes + MEMORY_MB;
  const row = { name: 'memory after load, all processes (PSS)', goal: `≤ ${most.toFixed(0)} MB` };
  if (memory === null) {
    return { ...row, measured: '-', met: null, seen: 'skipped: only Linux tells it' };
  }
  return {
    ...row,
    measured: `${memory.toFixed(0)} MB`,
    met: memory <= most,
    seen: `${MEMORY_RATIO} × ${megabytes.toFixed(0)} MB of weights and ${(memory - MEMORY_RATIO * megabytes).toFixed(0)} MB`,
  };
}

function startRow(starts: readonly number[]): GoalRow {
  const { median, least, most } = spreadOf(starts);
  return {
    name: 'from start to ready, package in the cache',
    goal: `≤ ${START_SECONDS} s`,
    measured: `${median.toFixed(2)} s`,
    met: median <= START_SECONDS,
    seen: `${starts.length} starts of ${least.toFixed(2)} to ${most.toFixed(2)} s`,
  };
}

const medianOf = (values: readonly number[]): string => spreadOf(values).median.toFixed(1);
