import { get as getPlain, type IncomingMessage } from 'node:http';
import { get as getSecure } from 'node:https';
import { isIPv6 } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Config } from '../config.js';

/** A container's health check waits no longer either. */
const TIMEOUT_MS = 2500;

/** An address that means all of a machine's is no place to ask. */
const toAsk: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/**
 * `mascarilla health`: asks `/health` of the service with the same configuration, and ends with 0
 * where it is 200, else with 1. It is what a container's health check runs.
 */
export async function health(config: Pick<Config, 'host' | 'port' | 'tlsCert'>): Promise<void> {
  const { host, port, tlsCert } = config;
  const scheme = tlsCert === null ? 'http' : 'https';
  const asked = toAsk[host] ?? host;
  const url = `${scheme}://${isIPv6(asked) ? `[${asked}]` : asked}:${port}/health`;
  const told = await ask(url).catch(() => ({ ok: false, text: 'there is no answer' }));
  process.stdout.write(`${url}: ${told.text}\n`);
  if (!told.ok) process.exitCode = 1;
}

async function ask(url: string): Promise<{ readonly ok: boolean; readonly text: string }> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const reply = await new Promise<IncomingMessage>((resolve, reject) => {
    // The certificate is for the name that clients use, which is not this address; and nothing
    // secret is sent.
    const request = url.startsWith('https:')
      ? getSecure(url, { signal, agent: false, rejectUnauthorized: false }, resolve)
      : getPlain(url, { signal, agent: false }, resolve);
    request.once('error', reject);
  });
  return { ok: reply.statusCode === 200, text: await text(reply) };
}
