/** What one engine computes on: threads of the processor, or one GPU by its index in CUDA. */
export type Device =
  | { readonly kind: 'cpu'; readonly threads: number }
  | { readonly kind: 'cuda'; readonly index: number };

/** One engine for each device; `auto` for the first GPU if it can be used, else the processor. */
export type Devices = 'auto' | readonly Device[];

/** Each is a process with the whole model in its memory. */
const MOST_ENGINES = 64;

/** As many as `--threads` may say. */
const MOST_THREADS = 1024;

const GRAMMAR =
  'cpu, cpu:2x4 (two engines of four threads each), cuda:0, several of these with commas between them, or auto';

/**
 * Reads a list of devices, such as `cpu:2x4` or `cuda:0,cuda:1`. Zero threads stand for as many as
 * `--threads` says. Throws an Error that tells what does not fit.
 */
export function parseDevices(text: string): Devices {
  const names = text.split(',', MOST_ENGINES + 1).map((name) => name.trim());
  if (names.length === 1 && names[0] === 'auto') return 'auto';
  const repeated = names.find((name, at) => names.indexOf(name) !== at);
  if (repeated !== undefined) throw new Error(`${repeated || 'nothing'} is there twice`);
  const devices: Device[] = [];
  for (const name of names) {
    devices.push(...parseDevice(name));
    if (devices.length <= MOST_ENGINES) continue;
    throw new Error(`these are more than ${MOST_ENGINES} engines, each with the model in memory`);
  }
  const threads = countCpuThreads(devices);
  if (threads > MOST_THREADS) {
    throw new Error(`these are ${threads} threads; there can be ${MOST_THREADS}`);
  }
  return devices;
}

/** Threads of all engines on the processor. */
export const countCpuThreads = (devices: readonly Device[]): number =>
  devices.reduce((sum, device) => sum + (device.kind === 'cpu' ? device.threads : 0), 0);

/** As `--devices` has it: `cpu`, `cuda:1`. */
export const nameOfDevice = (device: Device): string =>
  device.kind === 'cpu' ? 'cpu' : `cuda:${device.index}`;

/** One name; `cpu:3x2` is three devices. */
function parseDevice(name: string): readonly Device[] {
  if (name === 'cpu') return [{ kind: 'cpu', threads: 0 }];
  if (name === 'auto') throw new Error('auto stands for all devices: it has no company');
  const [, gpu] = /^cuda:(0|[1-9]\d?)$/.exec(name) ?? [];
  if (gpu !== undefined) return [{ kind: 'cuda', index: Number(gpu) }];
  const [, engines = '', threads = ''] = /^cpu:(\d{1,5})x(\d{1,5})$/.exec(name) ?? [];
  if (engines === '') throw new Error(`${name === '' ? 'nothing' : name} is no device: ${GRAMMAR}`);
  return repeatCpu(name, Number(engines), Number(threads));
}

function repeatCpu(name: string, engines: number, threads: number): readonly Device[] {
  if (engines < 1 || engines > MOST_ENGINES) {
    throw new Error(`${name} asks for ${engines} engines; there can be 1 to ${MOST_ENGINES}`);
  }
  if (threads < 1 || threads > MOST_THREADS) {
    throw new Error(`${name} asks for ${threads} threads; there can be 1 to ${MOST_THREADS}`);
  }
  return Array.from({ length: engines }, () => ({ kind: 'cpu', threads }));
}
