import { resolve } from 'node:path';
import type { Logger } from 'pino';
import { printable } from '../checkpoint/json.js';
import { Problems } from '../checkpoint/problems.js';
import type { Config } from '../config.js';
import { explainCudaFailure, requireCudaLibrary } from '../engine/cuda.js';
import { nameOfDevice, type Device } from '../engine/devices.js';
import { fail, ServiceError } from '../errors.js';
import { createLogger } from '../log.js';
import type { ModelSource } from '../options/model-sources.js';
import { EXPORTED } from '../package/manifest.js';
import { openVerified } from '../package/package.js';
import { checkExposure, followKeys } from './access.js';
import { readLimits } from './batch-limits.js';
import { followCertificate } from './certificate.js';
import { refuseInt8 } from './engines.js';
import { inspectModel } from './inspect-model.js';
import { tasks } from './inspect-page.js';
import type { Inspection } from './inspection.js';
import { listDevices } from './list-devices.js';
import { refuseSameNames } from './models.js';
import { findModel, type FoundModel } from './pull.js';
import { findTextFile } from './text-file.js';

/** Of a configuration that a start would refuse. */
const REFUSED = 2;

/**
 * `mascarilla serve --check`: reads everything that a start reads, and neither listens, converts,
 * pulls nor starts an engine. Tells what would be served; or all that is wrong, as the start would
 * tell it, and ends with 2.
 */
export async function checkServe(read: () => Config): Promise<void> {
  const problems = new Problems();
  const config = await problems.collect(read);
  const told = config === null ? '' : await check(config, problems);
  if (problems.list.length === 0) {
    process.stdout.write(told);
    return;
  }
  for (const { message } of problems.list) process.stderr.write(`mascarilla: ${message}\n`);
  process.exitCode = REFUSED;
}

async function check(config: Config, problems: Problems): Promise<string> {
  // What is no reason to refuse a start.
  const logger = createLogger(config.logLevel === 'info' ? 'warn' : config.logLevel);
  await problems.collect(() => checkExposure(config));
  const access = await checkAccess(config, logger, problems);
  await problems.collect(() => checkDevices(config.devices));
  const models: string[] = [];
  const names: string[] = [];
  for (const source of config.models) {
    const found = await findHere(source, config, problems);
    if (found === 'not pulled') models.push(`  ${source.reference}: pulled at the first start`);
    if (found === null || found === 'not pulled') continue;
    const inspection = await inspectModel(found, config);
    const told = await checkModel(inspection, config, problems);
    names.push(source.name ?? inspection.name);
    await problems.collect(() => refuseSameNames(names));
    models.push(`  ${printable(names.at(-1) ?? '')}: ${told}`);
  }
  const scheme = config.tlsCert === null ? 'http' : 'https';
  const address = `${scheme}://${config.host}:${config.port}`;
  return `mascarilla would serve on ${address} (${access}):\n${models.join('\n')}\n`;
}

/** `3 API keys`; read as the start reads them. */
async function checkAccess(config: Config, logger: Logger, problems: Problems): Promise<string> {
  const keys = await problems.collect(() => followKeys(config, logger));
  const certificate = await problems.collect(() => followCertificate(config, logger));
  keys?.close();
  certificate?.close();
  if (keys === null) return 'no API keys';
  const { count } = keys.current();
  return `${count} API key${count === 1 ? '' : 's'}`;
}

/** Whether there is a GPU is seen only by computing on it. */
function checkDevices(devices: Config['devices']): void {
  if (devices === 'auto') return;
  const gpu = devices.find(({ kind }) => kind === 'cuda');
  if (gpu === undefined) return;
  try {
    requireCudaLibrary();
  } catch (error) {
    const detail = `${nameOfDevice(gpu)}: ${explainCudaFailure(error)}`;
    throw fail('ENGINE_START_FAILED', { detail }, { cause: error });
  }
}

/** A folder, or what was pulled before; null where a problem was found. */
async function findHere(
  { reference }: ModelSource,
  config: Config,
  problems: Problems,
): Promise<FoundModel | 'not pulled' | null> {
  const find = () => findModel(reference, { ...config, hfHubOffline: true });
  if (config.hfHubOffline) return problems.collect(find);
  try {
    return await find();
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'HUB_OFFLINE') return 'not pulled';
    throw error;
  }
}

/** What the model can do and how it would be computed. */
async function checkModel(
  inspection: Inspection,
  config: Config,
  problems: Problems,
): Promise<string> {
  const { folder, model, package: stored } = inspection;
  for (const { code, message } of inspection.problems)
    await problems.collect(() => Promise.reject(new ServiceError(code, message)));
  if (!inspection.servable) return 'cannot be served';
  if (stored?.state === 'itself') await problems.collect(() => openVerified(resolve(folder)));
  const precision = stored?.holds?.precision ?? config.precision;
  const isConverted = stored?.holds !== null;
  if (!isConverted && precision !== 'fp32') {
    await problems.collect(() => findTextFile(config.calibration));
  }
  const { maxTokens, vocabularySize } = model;
  if (maxTokens !== null && vocabularySize !== null) {
    const sizes = { maxTokens, vocabularySize };
    await problems.collect(() => readLimits(config, sizes, precision === EXPORTED));
  }
  const { devices } = config;
  const chosen: readonly Device[] = devices === 'auto' ? [] : devices;
  await problems.collect(() => refuseInt8(precision, chosen));
  const computed = devices === 'auto' ? 'cuda:0 if it can be used, else cpu' : listDevices(devices);
  const how = isConverted ? '' : '; converted at the first start';
  return `${tasks[model.head?.kind ?? 'none']}; ${precision}, ${computed}${how}`;
}
