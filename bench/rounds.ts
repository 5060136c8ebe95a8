/** What is measured in each round, one after the other, so that all see the same machine. */
import { Client } from '../src/load/client.js';
import { runClosedLoop } from '../src/load/closed-loop.js';
import { loadTasks, type LoadTask } from '../src/load/requests.js';
import type { Measured } from '../src/load/tally.js';
import { packIdeally } from './engine-alone.js';
import { isSkipped, type Peer, type Skipped } from './peers.js';
import type { SampleName, Samples } from './samples.js';
import type { Service } from './service.js';
import type { Stage, Tell } from './stage.js';
import { BLOCK, deal, middleBlock, type BenchText } from './texts.js';

const PATHS = { embed: '/embed', 'fill-mask': '/fill-mask' } as const;

/** The clients of "under load". */
export const CLIENTS = 32;

export interface RoundsPlan {
  /** At most: after the second, one begins only where there is time for it. */
  readonly rounds: number;
  readonly mayBegin: () => boolean;
  /** Of a load of many clients; of one client and of peers it is one block. */
  readonly texts: number;
}

/** Sends texts one after the other, or by clients at once. Anything but 200 ends the benchmark. */
export async function load(
  { url }: Service,
  task: LoadTask,
  texts: readonly BenchText[],
  until: { readonly clients: number; readonly seconds?: number; readonly requests?: number },
): Promise<Measured> {
  const client = new Client(url, until.clients);
  const body = (index: number) => texts[index % texts.length]?.bodies[task] ?? '';
  const measured = await runClosedLoop((index) => client.post(PATHS[task], body(index)), until);
  client.close();
  const errors = JSON.stringify(measured.errors);
  if (errors !== '{}') throw new Error(`${PATHS[task]}: not everything was answered: ${errors}`);
  return measured;
}

async function passOf(peer: Peer | Skipped, texts: readonly string[]): Promise<number | null> {
  if (isSkipped(peer)) return null;
  return texts.length / (await peer.pass(texts)).seconds;
}

type Step = () => Promise<readonly (readonly [SampleName, number | null])[]>;

function stepsOf(stage: Stage, many: readonly BenchText[], few: readonly BenchText[]): Step[] {
  const { fp32, int8, alone, peers } = stage;
  const one = async (task: LoadTask) => {
    const found = await load(fp32, task, few, { clients: 1, requests: few.length });
    const name = `fp32 1 client ${task}` as const;
    return [
      [name, found.textsPerSecond],
      [`${name}, ms beside the model`, found.told?.besideModelMs ?? NaN],
      [`${name}, ms in the model`, found.told?.inferenceMs ?? NaN],
    ] as const;
  };
  const crowd = async (service: Service, precision: 'fp32' | 'int8', task: LoadTask) => {
    const found = await load(service, task, many, { clients: CLIENTS, requests: many.length });
    return [[`${precision} ${CLIENTS} clients ${task}`, found.textsPerSecond]] as const;
  };
  const packed = async (task: LoadTask) => {
    const rows = many.map(({ rows }) => rows[task]);
    return [[`engine packed ${task}`, await alone.throughput(packIdeally(rows))]] as const;
  };
  const oneByOne = few.map(({ rows }) => [rows.embed]);
  const sentences = few.map(({ text }) => text);
  const masked = few.map(({ masked }) => masked);
  return [
    ...loadTasks.flatMap((task) => [
      () => packed(task),
      () => crowd(fp32, 'fp32', task),
      () => crowd(int8, 'int8', task),
      () => one(task),
    ]),
    async () => [['engine one by one embed', await alone.throughput(oneByOne)]],
    async () => [['onnxruntime one by one', await passOf(peers.onnxruntime, sentences)]],
    async () => [['transformers one by one', await passOf(peers.transformers, masked)]],
    async () => [['transformers.js one by one', await passOf(peers.transformersJs, sentences)]],
  ];
}

/** Every second round goes the other way round. A first one, which only warms up, is not kept. */
export async function runRounds(stage: Stage, plan: RoundsPlan, tell: Tell): Promise<Samples> {
  const many = deal(stage.texts, plan.texts);
  const few = middleBlock(many);
  const samples = new Map<SampleName, number[]>();
  tell('warming up');
  for (const step of stepsOf(stage, few, few.slice(0, BLOCK / 4))) await step();
  const steps = stepsOf(stage, many, few);
  for (let round = 0; round < plan.rounds && (round < 2 || plan.mayBegin()); round++) {
    tell(`round ${round + 1} of ${plan.rounds}`);
    for (const step of round % 2 === 0 ? steps : steps.toReversed()) {
      for (const [name, value] of await step()) {
        if (value !== null) samples.set(name, [...(samples.get(name) ?? []), value]);
      }
    }
  }
  return samples;
}
