/** Streams of lines: what is answered, in which order, and what a bad line does. */
import { connect } from 'node:net';
import t from 'tap';
import { readSamples } from '../metrics/samples.js';
import { fromRoot } from '../root.js';
import { startServer } from './server.js';
import { askLines, LineStream } from './stream.js';

/** The same but for the rounding of numbers in other company. */
function isNear(one: unknown, other: unknown): boolean {
  if (typeof one === 'number' && typeof other === 'number') return Math.abs(one - other) < 1e-5;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) {
    return one === other;
  }
  const [left, right] = [Object.entries(one), Object.entries(other)];
  return (
    left.length === right.length &&
    left.every(([key, value], at) => right[at]?.[0] === key && isNear(value, right[at][1]))
  );
}

const MASKED = 'Acude por <mask> abdominal.';

void t.test('POST /fill-mask and /embed with lines', async (t) => {
  const server = await startServer(t, { maxBodyBytes: '2000' });
  const { url, post } = server;
  const scrape = async () => readSamples(await (await fetch(`${url}/metrics`)).text());
  const one = async (path: string, body: object) => (await post(path, body)).body;

  await t.test('a line is a text, or a body with one text, and is answered alike', async (t) => {
    const parameters = { top_k: 2 };
    const replies = await askLines(
      url,
      '/fill-mask',
      [MASKED, { inputs: MASKED, parameters, id: 'a-1' }, { inputs: MASKED + MASKED, id: 7 }]
        .map((line) => `${JSON.stringify(line)}\n`)
        .join(''),
    );
    const wanted = [
      { output: await one('/fill-mask', { inputs: MASKED }) },
      { id: 'a-1', output: await one('/fill-mask', { inputs: MASKED, parameters }) },
      { id: 7, output: await one('/fill-mask', { inputs: MASKED + MASKED }) },
    ];
    t.ok(isNear(replies, wanted));
  });

  await t.test('vectors: every option of the body, and tokens', async (t) => {
    const lines = [
      { inputs: 'Dolor torácico.' },
      { inputs: 'Dolor torácico.', pooling: 'cls', normalize: false },
      { inputs: 'Dolor torácico.', pooling: 'max' },
      { inputs: 'Dolor torácico.', dimensions: 3 },
      { inputs: 'tos '.repeat(400), truncation_direction: 'left' },
      { inputs: [0, 5, 2] },
    ];
    const body = lines.map((line) => JSON.stringify(line)).join('\r\n');
    const replies = await askLines(url, '/embed', body);
    t.equal(replies.length, lines.length);
    for (const [index, line] of lines.entries()) {
      const [vector] = (await one('/embed', line)) as unknown[];
      t.ok(isNear(replies[index]?.output, vector), JSON.stringify(line).slice(0, 80));
    }
  });

  await t.test('a text that is cut says so', async (t) => {
    const [reply] = await askLines(url, '/embed', JSON.stringify('a '.repeat(900)));
    t.equal(reply?.truncated, true);
  });

  await t.test('a bad line has an error in its place, and the stream goes on', async (t) => {
    const lines = [
      Buffer.from(JSON.stringify(MASKED)),
      Buffer.from('{"inputs": "Fulano'),
      Buffer.from(''),
      Buffer.from([0x22, 0xff, 0x22]),
      Buffer.from(JSON.stringify('x'.repeat(2000))),
      Buffer.from('""'),
      Buffer.from('"sin nada"'),
      Buffer.from('7'),
      Buffer.from('{"inputs":["a"],"id":"b"}'),
      Buffer.from('{"inputs":"a <mask>","topk":2}'),
      Buffer.from('"\\ud83d <mask>"'),
      Buffer.from(JSON.stringify({ inputs: MASKED, parameters: { top_k: 1_000_000 }, id: 3 })),
      Buffer.from(JSON.stringify(MASKED)),
    ];
    const body = Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')]));
    const replies = await askLines(url, '/fill-mask', body);
    t.strictSame(
      replies.map(({ code }) => code),
      [
        ...[undefined, 'LINE_INVALID', 'LINE_INVALID', 'LINE_INVALID', 'LINE_TOO_LARGE'],
        ...['INPUT_EMPTY', 'MASK_MISSING', 'REQUEST_INVALID', 'REQUEST_INVALID'],
        ...['REQUEST_INVALID', 'INPUT_NOT_UNICODE', 'TOP_K_TOO_LARGE', undefined],
      ],
    );
    t.ok(isNear(replies[0], replies.at(-1)));
    t.strictSame(
      replies.map(({ line }) => line),
      lines.map((_, index) => (index === 0 || index === 12 ? undefined : index + 1)),
    );
    t.match(replies[8], { id: 'b', error: /line\/inputs must be string/ });
    t.match(replies[9], { error: /line must not have other keys than inputs, / });
    t.match(replies[11], { id: 3 });
    t.notMatch(JSON.stringify(replies), /Fulano/);
  });

  await t.test('many lines come back in their order, in few batches', async (t) => {
    const before = await scrape();
    const texts = Array.from({ length: 500 }, (_, index) => `tos ${'muy '.repeat(index % 9)}mala`);
    const lines = texts.map((inputs, id) => JSON.stringify({ inputs, id })).join('\n');
    const replies = await askLines(url, '/embed', lines);
    t.strictSame(
      replies.map(({ id }) => id),
      texts.map((_, index) => index),
    );
    const after = await scrape();
    const batches = 'mascarilla_batch_rows_count';
    const count = (after.get(batches) ?? 0) - (before.get(batches) ?? 0);
    t.ok(count < 100, `${count} batches`);
  });

  await t.test('each line is answered when it is, before the next is sent', async (t) => {
    const stream = new LineStream(url, '/embed');
    for (let id = 0; id < 3; id += 1) {
      stream.send({ inputs: 'tos', id });
      t.equal((await stream.next()).id, id);
    }
    stream.end();
    t.strictSame(await stream.rest(), []);
    const { headers, statusCode } = await stream.response;
    t.equal(statusCode, 200);
    t.equal(headers['content-type'], 'application/x-ndjson');
    t.match(headers['x-request-id'], /./);
  });

  await t.test('nothing in, nothing out', async (t) => {
    t.strictSame(await askLines(url, '/embed', ''), []);
  });

  await t.test('Expect: 100-continue', async (t) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    t.teardown(() => socket.destroy());
    socket.setEncoding('utf8');
    let text = '';
    socket.write(
      'POST /embed HTTP/1.1\r\nhost: a\r\ncontent-type: application/x-ndjson; charset=utf-8\r\n' +
        'expect: 100-continue\r\ncontent-length: 6\r\nconnection: close\r\n\r\n',
    );
    for await (const chunk of socket) {
      text += String(chunk);
      if (text === 'HTTP/1.1 100 Continue\r\n\r\n') socket.write('"tos"\n');
    }
    t.match(text, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK\r\n[^]*\{"output":\[/);
  });

  await t.test('what cannot be is refused before it begins', async (t) => {
    const ask = async (path: string, headers: Record<string, string>) => {
      const type = { 'content-type': 'application/x-ndjson' };
      const options = { method: 'POST', headers: { ...type, ...headers }, body: '"tos"\n' };
      const reply = await fetch(url + path, options);
      return [reply.status, ((await reply.json()) as { code: string }).code];
    };
    t.strictSame(await ask('/similarity', {}), [415, 'MEDIA_TYPE_UNSUPPORTED']);
    t.strictSame(await ask('/nowhere', {}), [404, 'ROUTE_NOT_FOUND']);
    t.strictSame(await ask('/embed', { accept: 'application/x-npy' }), [422, 'REQUEST_INVALID']);
    t.strictSame(await ask('/embed', { 'content-encoding': 'gzip' }), [422, 'REQUEST_INVALID']);
    t.strictSame(await ask('/embed', { 'x-request-timeout-ms': 'x' }), [422, 'REQUEST_INVALID']);
  });

  await t.test('a line may name its model', async (t) => {
    const lines = ['clinical-es-mini', 'another'].map((model) => ({ inputs: 'tos', model }));
    const body = lines.map((line) => JSON.stringify(line)).join('\n');
    const codes = (await askLines(url, '/embed', body)).map(({ code }) => code);
    t.strictSame(codes, [undefined, 'MODEL_NOT_FOUND']);
  });

  await t.test('what a model cannot do is each line’s error', async (t) => {
    const replies = await askLines(url, '/text-classification', '"a"\n"b"\n');
    t.strictSame(
      replies.map(({ code }) => code),
      ['TASK_UNSUPPORTED', 'TASK_UNSUPPORTED'],
    );
  });

  await t.test('lines are counted as they are answered', async (t) => {
    const before = await scrape();
    await askLines(url, '/embed', '"tos"\n""\n');
    const after = await scrape();
    const difference = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0);
    t.equal(difference('mascarilla_lines_total{route="/embed"}'), 2);
    t.equal(difference('mascarilla_rejections_total{code="INPUT_EMPTY"}'), 1);
    t.equal(difference('mascarilla_tokens_total{route="/embed"}'), 3);
    t.equal(
      difference('mascarilla_request_duration_seconds_count{route="/embed"}'),
      0,
      'a stream takes as long as it has lines',
    );
  });
});

void t.test('entities and labels', async (t) => {
  const cases = [
    ['roberta-ner', '/token-classification', { aggregation_strategy: 'none' }],
    ['roberta-cls', '/text-classification', { top_k: 1 }],
  ] as const;
  for (const [model, path, parameters] of cases) {
    const server = await startServer(t, { models: fromRoot(`test/golden/${model}`) });
    const lines = [{ inputs: 'No refiere fiebre.' }, { inputs: 'Dolor.', parameters }];
    const body = lines.map((line) => JSON.stringify(line)).join('\n');
    const outputs = await Promise.all(
      lines.map(async (line) => (await server.post(path, line)).body),
    );
    const replies = await askLines(server.url, path, body);
    const wanted = outputs.map((output) => ({ output }));
    t.ok(isNear(replies, wanted), path);
  }
});
