import type { Config } from '../config.js';

/** A container's health check waits no longer either. */
const TIMEOUT_MS = 2500;

/** An address that means all of a machine's is no place to ask. */
const toAsk: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '[::1]' };

/**
 * `mascarilla health`: asks `/health` of the service with the same configuration, and ends with 0
 * where it is 200, else with 1. It is what a container's health check runs.
 */
export async function health({ host, port }: Pick<Config, 'host' | 'port'>): Promise<void> {
  const url = `http://${toAsk[host] ?? host}:${port}/health`;
  const told = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) }).then(
    async (reply) => ({ ok: reply.ok, text: await reply.text() }),
    () => ({ ok: false, text: 'there is no answer' }),
  );
  process.stdout.write(`${url}: ${told.text}\n`);
  if (!told.ok) process.exitCode = 1;
}
