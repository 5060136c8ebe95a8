import { once } from 'node:events';
import { request, type IncomingHttpHeaders } from 'node:http';
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import t from 'tap';
import { startServer } from './server.js';

const server = await startServer(t);

/** Asks without the unpacking that fetch does by itself. */
async function ask(path: string, headers: Record<string, string>, body: object | Buffer) {
  const asked = request(server.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
  }).end(Buffer.isBuffer(body) ? body : JSON.stringify(body));
  // The event's one argument.
  const [reply] = (await once(asked, 'response')) as [
    NodeJS.ReadableStream & { headers: IncomingHttpHeaders },
  ];
  const chunks: Buffer[] = [];
  for await (const chunk of reply) chunks.push(Buffer.from(chunk));
  return { headers: reply.headers, bytes: Buffer.concat(chunks) };
}

const embed = (texts: number, headers: Record<string, string>) =>
  ask('/embed', headers, { inputs: Array<string>(texts).fill('Dolor torácico.') });

// The reply of /embed.
const numbersOf = (json: Buffer): number[] => (JSON.parse(json.toString()) as number[][]).flat();

/** In another company, the last digits of a number may differ. */
const isNear = (one: readonly number[], other: readonly number[]): boolean =>
  one.length === other.length &&
  one.every((value, index) => Math.abs(value - (other[index] ?? NaN)) < 1e-5);

void t.test('large answers are compressed as the client can read them', async (t) => {
  for (const texts of [4, 32]) {
    const plain = await embed(texts, {});
    t.equal(plain.headers['content-encoding'], undefined, 'a client that says nothing');
    const expected = numbersOf(plain.bytes);
    for (const [accepted, encoding, unpack] of [
      ['gzip', 'gzip', gunzipSync],
      ['br', 'br', brotliDecompressSync],
      ['gzip, deflate, br', 'br', brotliDecompressSync],
      ['br;q=0.5, gzip', 'gzip', gunzipSync],
      ['*', 'gzip', gunzipSync],
    ] as const) {
      const { headers, bytes } = await embed(texts, { 'accept-encoding': accepted });
      t.equal(headers['content-encoding'], encoding, accepted);
      t.match(headers.vary, 'accept-encoding');
      t.ok(bytes.length < plain.bytes.length * 0.6, `${bytes.length} of ${plain.bytes.length}`);
      t.ok(isNear(numbersOf(unpack(bytes)), expected));
      t.match(headers['content-type'], 'application/json');
      t.match(headers['x-total-time'], /^\d/, 'the other headers are there');
    }
  }
});

void t.test('small answers, and those nobody can unpack, are as they are', async (t) => {
  for (const [texts, accepted] of [
    [1, 'gzip, br'],
    [32, 'identity'],
    [32, 'deflate'],
    [32, 'gzip;q=0'],
    [32, 'zstd'],
  ] as const) {
    const { headers, bytes } = await embed(texts, { 'accept-encoding': accepted });
    t.equal(headers['content-encoding'], undefined, accepted);
    t.equal((JSON.parse(bytes.toString()) as unknown[]).length, texts);
  }
});

void t.test('compressed requests are refused, whatever they would unpack to', async (t) => {
  const bomb = gzipSync(`{"inputs":"${'a'.repeat(5_000_000)}"}`);
  const { bytes } = await ask('/embed', { 'content-encoding': 'gzip' }, bomb);
  t.match(JSON.parse(bytes.toString()), { code: 'BODY_INVALID' });
});
