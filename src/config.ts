import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Device, Devices } from './engine/devices.js';
import { countThreads } from './engine/threads.js';
import { fail } from './errors.js';
import { cacheOptions, healthOptions, pullOptions } from './options/commands.js';
import type { ModelSource } from './options/model-sources.js';
import { flagOf, optionNames, options, variableOf, type OptionName } from './options/table.js';

/**
 * Reads the table of options, as the only file that reads the environment: flags win over variables,
 * and variables over defaults. An empty variable counts as not set.
 */

const projectRoot = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** The file of bundled sentences. */
export const bundledSentences = join(projectRoot, options.calibration.byDefault);

export type Config = {
  readonly [Name in OptionName]: ReturnType<(typeof options)[Name]['parse']>;
};

/** The configuration of a command about one model. */
export interface ModelConfig extends Config {
  /** Its folder, or its name on the Hub. */
  readonly model: string;
}

export type Texts = Readonly<Record<string, string | undefined>>;

/** What the command line gives: `true` for a flag without its value. */
export type Flags = Readonly<Record<string, string | true | undefined>>;

/**
 * The configuration of a process, frozen. CONFIG_INVALID names the flag or the variable whose value
 * does not fit.
 *
 * @param asked the options that count; the others keep their defaults
 */
export function readConfig(
  flags: Flags,
  environment: Texts = process.env,
  asked: readonly OptionName[] = optionNames,
): Config {
  const read = (name: OptionName) => {
    const flag = flags[name];
    const variable = (asked.includes(name) && environment[variableOf(name)]) || undefined;
    try {
      return options[name].parse(String(flag ?? variable ?? options[name].byDefault));
    } catch (error) {
      const option = flag !== undefined ? flagOf(name) : variableOf(name);
      throw fail('CONFIG_INVALID', { option, detail: (error as Error).message });
    }
  };
  // The names are the table's own: every option has its value.
  const config = Object.fromEntries(
    optionNames.map((name) => [name, read(name)]),
  ) as unknown as Config;
  const threads = config.threads === 0 ? countThreads() : config.threads;
  return Object.freeze({
    ...config,
    ...findHubCache(config, environment),
    models: config.models.map(bundledToo),
    calibration: fromProject(config.calibration, [options.calibration.byDefault]),
    threads,
    devices: withThreads(config.devices, threads),
  });
}

/** `cpu` has as many threads as `--threads` says; `cpu:2x4` says it itself. */
function withThreads(devices: Devices, threads: number): Devices {
  if (devices === 'auto') return devices;
  const fill = (device: Device): Device =>
    device.kind === 'cpu' && device.threads === 0 ? { ...device, threads } : device;
  return devices.map(fill);
}

/** The configuration of `mascarilla health`. */
export const readHealthConfig = (flags: Texts): Config =>
  readConfig(flags, process.env, healthOptions);

/** The configuration of `mascarilla pull`. */
export const readPullConfig = (flags: Texts): Config => readConfig(flags, process.env, pullOptions);

/** The configuration of a command about one model: other commands' variables are no matter. */
export function readModelConfig(
  model: string,
  flags: Flags,
  asked: readonly OptionName[],
): ModelConfig {
  const texts = Object.entries(flags).filter((flag) => typeof flag[1] !== 'boolean');
  const config = readConfig(Object.fromEntries(texts), process.env, asked);
  return Object.freeze({ ...config, model: findBundled(model) });
}

/** The index of this process in an Indexed Job of Kubernetes; null outside of one. */
export const readJobIndex = (environment: Texts = process.env): string | null =>
  environment['JOB_COMPLETION_INDEX'] || null;

/**
 * The collector that the variables of OpenTelemetry name for traces; null where they name none, or
 * switch traces off (its specification, "Environment Variable Specification"). Its library reads all
 * of them itself.
 */
export function readCollector(environment: Texts = process.env): string | null {
  const off =
    environment['OTEL_SDK_DISABLED']?.toLowerCase() === 'true' ||
    environment['OTEL_TRACES_EXPORTER'] === 'none';
  const named =
    environment['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] || environment['OTEL_EXPORTER_OTLP_ENDPOINT'];
  return off ? null : named || null;
}

/** The configuration of `mascarilla cache`. */
export const readCacheConfig = (flags: Texts): Config =>
  readConfig(flags, process.env, cacheOptions);

/** Folders as huggingface_hub finds them (its reference, "Environment variables"). */
function findHubCache(config: Config, environment: Texts): Pick<Config, 'hfHome' | 'hfHubCache'> {
  const caches = environment['XDG_CACHE_HOME'] || '~/.cache';
  const isDefault = (name: 'hfHome' | 'hfHubCache') => config[name] === options[name].byDefault;
  const hfHome = expand(isDefault('hfHome') ? join(caches, 'huggingface') : config.hfHome);
  const hfHubCache = isDefault('hfHubCache') ? join(hfHome, 'hub') : expand(config.hfHubCache);
  return { hfHome, hfHubCache };
}

/** A shell expands `~`; files of variables and containers do not. */
const expand = (folder: string): string =>
  /^~(?=[/\\]|$)/.test(folder) ? join(homedir(), folder.slice(1)) : folder;

/** What is bundled is found from any working directory. */
const fromProject = (path: string, bundled: readonly string[]): string =>
  bundled.includes(path) ? join(projectRoot, path) : path;

const bundledModels = options.models.byDefault.split(',');

const findBundled = (reference: string): string => fromProject(reference, bundledModels);

const bundledToo = ({ name, reference }: ModelSource): ModelSource => ({
  name,
  reference: findBundled(reference),
});
