import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import envPaths from 'env-paths';
import { parseDevices, type Device, type Devices } from './engine/devices.js';
import { countThreads } from './engine/threads.js';
import { defaultTimeouts } from './engine/timeouts.js';
import { fail } from './errors.js';
import { precisions, type Precision } from './graph/precision.js';
import {
  address,
  choice,
  integer,
  origins,
  secret,
  share,
  text,
  yesOrNo,
  type Option,
} from './option-kinds.js';

/**
 * The one table of options, and the only file that reads the environment. An option `maxBatchRows`
 * is the flag `--max-batch-rows` and the variable `MAX_BATCH_ROWS`; flags win over variables, and
 * variables over defaults. An empty variable counts as not set.
 */

const projectRoot = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

const devices: Option<Devices> = {
  placeholder: 'LIST',
  byDefault: 'cpu',
  description:
    'what computes: `cpu` with `--threads`, `cpu:2x4` for two engines of four threads each, `cuda:0` for a GPU, several with commas between them, or `auto` for `cuda:0` where it can be used and else `cpu`',
  parse: parseDevices,
};

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

export const options = {
  models: text(
    'FOLDER|REPO',
    'models/clinical-es-mini',
    'the model to serve: the folder of a checkpoint or of a converted package, or `owner/name` on the Hub, also with `@revision`; by default the bundled one',
  ),
  mascarillaHome: text(
    'FOLDER',
    envPaths('mascarilla', { suffix: '' }).cache,
    'where converted models are kept',
  ),
  hfEndpoint: address(
    'https://huggingface.co',
    'the Hub that models are pulled from, or its mirror',
  ),
  hfToken: secret(
    'TOKEN',
    'token for gated and private models of the Hub; others can see flags, so use the variable',
  ),
  hfHome: text('FOLDER', '~/.cache/huggingface', 'where the tools of the Hub keep their files'),
  hfHubCache: text('FOLDER', '$HF_HOME/hub', 'where models of the Hub are kept'),
  hfHubOffline: yesOrNo('false', 'whether to use only models of the Hub that are there already'),
  precision: choice<readonly Precision[]>(
    precisions,
    'fp32',
    'arithmetic of the converted model; a package has the one that it was converted with',
  ),
  calibration: text(
    'FILE',
    'models/sentences-es/sentences.txt',
    'texts, one a line, on which a conversion to int8 or fp16 is compared with fp32; by default the bundled sentences',
  ),
  minAgreement: share(
    0.95,
    'how often a model in int8 or fp16 has to decide as in fp32; one that does less often is refused',
  ),
  host: text('ADDRESS', '127.0.0.1', 'address to listen on; 0.0.0.0 for all'),
  port: integer(8080, [0, 65535], 'port to listen on; 0 for any free one'),
  corsOrigin: origins(
    'origins whose web pages may read answers, such as `https://example.org`, several with commas between them, or `*` for all',
  ),
  page: yesOrNo('true', 'whether `GET /` answers the page on which people try the models'),
  devices,
  threads: integer(0, [0, 1024], 'threads of the engine on `cpu`; 0 for every processor available'),
  batchWindowMs: integer(
    5,
    [0, 1000],
    'how long before the engine is expected to be free the next batch is closed; until then texts gather, and an idle engine never waits',
  ),
  maxBatchTokens: integer(
    0,
    [0, 1_000_000],
    'most tokens of one batch, with the padding that ready ONNX exports need; 0 for 512, or the longest text of the model if that is longer',
  ),
  maxBatchRows: integer(
    0,
    [0, 1024],
    'most texts of one batch; 0 for 64, or 8 where a ready ONNX export pads them',
  ),
  maxMasks: integer(64, [1, 4096], 'masks of one text, and of one batch'),
  maxTopK: integer(1000, [1, 1_000_000], 'candidates for one mask'),
  maxInputs: integer(32, [1, 10_000], 'texts of one request'),
  maxBodyBytes: integer(2_000_000, [1024, 1_000_000_000], 'size of one request’s body'),
  clientTimeoutMs: integer(
    30_000,
    [100, 3_600_000],
    'how long a client may take to send a request, or read nothing of its answer',
  ),
  maxQueuedTokens: integer(
    100_000,
    [1, 1_000_000_000],
    'tokens that may wait for the engine; beyond them requests are answered 429',
  ),
  engineTimeoutMs: integer(
    defaultTimeouts.batchMs,
    [1000, 3_600_000],
    'how long the engine may take for one batch, in any case five times its warm-up; then it counts as hung and is replaced, and a restart that takes longer is not waited for',
  ),
  startTimeoutMs: integer(
    defaultTimeouts.startMs,
    [1000, 86_400_000],
    'how long an engine may take to load the model and warm up',
  ),
  shutdownTimeoutMs: integer(
    10_000,
    [0, 3_600_000],
    'how long requests in flight may take to finish after a first SIGTERM or SIGINT',
  ),
  logLevel: choice(logLevels, 'info', 'least level of log lines; texts are never logged'),
} as const;

/** The file of bundled sentences. */
export const bundledSentences = join(projectRoot, options.calibration.byDefault);

export type OptionName = keyof typeof options;

// The table has exactly these keys.
export const optionNames = Object.keys(options) as OptionName[];

/** The options of `mascarilla cache`. */
export const cacheOptions: readonly OptionName[] = ['mascarillaHome'];

/** The options of `mascarilla pull`. */
export const pullOptions = [
  'hfEndpoint',
  'hfToken',
  'hfHome',
  'hfHubCache',
  'hfHubOffline',
] as const satisfies readonly OptionName[];

/** The options of `mascarilla convert`. */
export const convertOptions: readonly OptionName[] = [
  'precision',
  'calibration',
  'minAgreement',
  'threads',
  ...pullOptions,
];

/** The options of `mascarilla inspect`. */
export const inspectOptions: readonly OptionName[] = [
  'mascarillaHome',
  'precision',
  ...pullOptions,
];

/** The options of `mascarilla eval` that are not its own. */
export const evaluationOptions: readonly OptionName[] = [
  ...inspectOptions,
  'calibration',
  'minAgreement',
  'devices',
  'threads',
  'maxBatchTokens',
  'maxBatchRows',
];

export type Config = {
  readonly [Name in OptionName]: ReturnType<(typeof options)[Name]['parse']>;
};

/** `maxBatchRows` → `--max-batch-rows` */
export const flagOf = (name: string): string =>
  `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** `maxBatchRows` → `MAX_BATCH_ROWS` */
export const variableOf = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

export type Texts = Readonly<Record<string, string | undefined>>;

/**
 * The configuration of a process, frozen. CONFIG_INVALID names the flag or the variable whose value
 * does not fit.
 *
 * @param asked the options that count; the others keep their defaults
 */
export function readConfig(
  flags: Texts,
  environment: Texts = process.env,
  asked: readonly OptionName[] = optionNames,
): Config {
  const read = (name: OptionName) => {
    const flag = flags[name];
    const variable = (asked.includes(name) && environment[variableOf(name)]) || undefined;
    try {
      return options[name].parse(flag ?? variable ?? options[name].byDefault);
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
    models: fromProject('models', config),
    calibration: fromProject('calibration', config),
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

/** The configuration of `mascarilla pull`. */
export const readPullConfig = (flags: Texts): Config => readConfig(flags, process.env, pullOptions);

/** The configuration of a command about one model: other commands' variables are no matter. */
export const readModelConfig = (
  model: string,
  flags: Readonly<Record<string, string | true | undefined>>,
  asked: readonly OptionName[],
): Config => readConfig({ ...flags, models: model }, process.env, asked);

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
const fromProject = (name: 'calibration' | 'models', config: Config): string =>
  config[name] === options[name].byDefault ? join(projectRoot, config[name]) : config[name];

/** The options as a table in Markdown, for docs/operating.md. */
export function describeOptions(): string {
  const home = options.mascarillaHome.byDefault;
  const lines = Object.entries(options).map(([name, { byDefault, description }]) => {
    // The cache folder depends on the machine.
    const value = byDefault === home ? 'the user’s cache folder' : `\`${byDefault}\``;
    return `| \`${flagOf(name)}\` | \`${variableOf(name)}\` | ${value} | ${description} |`;
  });
  return ['| flag | variable | default | what it is |', '|---|---|---|---|', ...lines, ''].join(
    '\n',
  );
}
