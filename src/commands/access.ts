import { isIPv4 } from 'node:net';
import type { Logger } from 'pino';
import type { Config } from '../config.js';
import { fail, messageOf } from '../errors.js';
import { ApiKeys } from '../server/access/keys.js';
import { followFiles, readSecretFile, type Followed } from '../server/secret-files.js';

/** CONFIG_INVALID where other machines could use the service without a key, and nobody said so. */
export function checkExposure({ host, apiKeysFile, insecure }: Config): void {
  const isLocal = host === 'localhost' || host === '::1' || (isIPv4(host) && /^127\./.test(host));
  if (isLocal || insecure || apiKeysFile !== null) return;
  throw fail('CONFIG_INVALID', {
    option: '--host',
    detail: `other machines can reach ${host}, and anybody could use the service: set --api-keys-file, or --insecure if that is meant`,
  });
}

/** The keys of `--api-keys-file`, followed while it changes; null without it. CONFIG_INVALID. */
export async function followKeys(
  { apiKeysFile: path }: Pick<Config, 'apiKeysFile'>,
  logger: Logger,
): Promise<Followed<ApiKeys> | null> {
  if (path === null) return null;
  const read = async () => readKeys(path);
  try {
    return await followFiles([path], read, {
      changed: ({ count }) => logger.info({ keys: count }, 'API keys were read again'),
      failed: (error) =>
        logger.error({ detail: messageOf(error) }, 'API keys were not read; the former ones stay'),
    });
  } catch (error) {
    throw fail('CONFIG_INVALID', { option: '--api-keys-file', detail: messageOf(error) });
  }
}

async function readKeys(path: string): Promise<ApiKeys> {
  const text = await readSecretFile(path);
  try {
    return ApiKeys.parse(text);
  } catch (error) {
    throw new Error(`${path}: ${messageOf(error)}`, { cause: error });
  }
}
