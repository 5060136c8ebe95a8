import { request, Agent } from 'node:http';

/** A server under load from a number of clients, each of which sends one text at a time. */
export interface Load {
  readonly url: string;
  readonly path: string;
  readonly texts: readonly string[];
  readonly clients: number;
  /** Milliseconds. */
  readonly duration: number;
}

export interface Measured {
  readonly textsPerSecond: number;
  /** Milliseconds, ascending. */
  readonly latencies: readonly number[];
}

/** Clients take the texts in turn, beginning again at the end. */
export async function putUnderLoad(load: Load): Promise<Measured> {
  const agent = new Agent({ keepAlive: true, maxSockets: load.clients });
  const latencies: number[] = [];
  const started = performance.now();
  let next = 0;
  const client = async (): Promise<void> => {
    while (performance.now() - started < load.duration) {
      const text = load.texts[next++ % load.texts.length] ?? '';
      const sent = performance.now();
      await post(agent, load.url + load.path, { inputs: text });
      latencies.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: load.clients }, client));
  const seconds = (performance.now() - started) / 1000;
  agent.destroy();
  return {
    textsPerSecond: latencies.length / seconds,
    latencies: latencies.sort((a, b) => a - b),
  };
}

export const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;

function post(agent: Agent, url: string, body: unknown): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const sent = request(url, { method: 'POST', agent, headers }, (reply) => {
      let text = '';
      reply.on('data', (chunk) => (text += String(chunk)));
      reply.on('end', () => {
        if (reply.statusCode === 200) resolve(text);
        else reject(new Error(`${reply.statusCode ?? 0}: ${text}`));
      });
    });
    sent.on('error', reject);
    sent.end(JSON.stringify(body));
  });
}
