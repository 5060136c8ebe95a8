/** `mascarilla bench` as a process, against a server as a process. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { benchOptions } from '../../src/commands/bench-options.js';
import { tableHead, tableRow } from '../../src/commands/bench-report.js';
import { readOptions } from '../../src/commands/options.js';
import type { Flags } from '../../src/config.js';
import { seededRandom } from '../../src/evaluation/random.js';
import { arrivals } from '../../src/load/arrivals.js';
import { makeCertificate, writeCertificate } from '../certificates.js';
import { fromRoot } from '../root.js';
import { startFake } from '../load/fake-server.js';
import { Running, run } from './cli.js';

const KEY = 'a-key-of-the-ward-0123456789';

const folder = t.testdir({
  keys: `lab:another-key-of-the-lab\nward-3:${KEY}\n`,
  key: `ward-3:${KEY}\n`,
  'unknown.key': 'a-key-that-nobody-knows',
  'texts.txt': 'El paciente no refiere fiebre.\nTos.\n',
  'empty.txt': '\n',
});
const file = (name: string) => join(folder, name);

const serve = async (model: string, ...flags: string[]): Promise<string> => {
  const server = new Running([
    ...['serve', '--port', '0', '--mascarilla-home', folder],
    ...['--models', fromRoot(model), '--max-batch-tokens', '512', ...flags],
  ]);
  t.teardown(() => server.child.kill('SIGKILL'));
  const [, url = ''] = await server.until(/ on (https?:\S+)\n[^]*curl .*\n\n/);
  return url;
};

const bench = (url: string, ...flags: string[]) =>
  run(['bench', '--url', url, '--duration', '1', ...flags]);

void t.test('a running server', async (t) => {
  const url = await serve('models/clinical-es-mini');

  await t.test('a row for each number of clients, and a picture', async (t) => {
    const plot = file('plot.svg');
    const { code, stdout, stderr } = await bench(url, '--clients', '1,3', '--plot', plot);
    t.equal(code, 0, stderr);
    t.equal(stderr, '');
    t.match(stdout, `${url} serves clinical-es-mini fp32, `);
    t.match(stdout, '; embed, 300 texts, 1 s for each load\n');
    t.match(stdout, /\n +clients +texts\/s .*\n +1 +\d+\.\d +.*–\n +3 +\d+\.\d +.*–\n\nqueue and/);
    t.equal(readFileSync(plot, 'utf8').match(/<circle /g)?.length, 4);
  });

  await t.test('JSON, with masks, at a rate', async (t) => {
    const args = ['--task', 'fill-mask', '--rate', '40', '--data', file('texts.txt'), '--json'];
    const { code, stdout, stderr } = await bench(url, ...args, '--seed', '5');
    t.equal(code, 0, stderr);
    const found = JSON.parse(stdout) as { loads: { answered: number; errors: object }[] };
    t.match(found, { url, model: 'clinical-es-mini', precision: 'fp32', task: 'fill-mask' });
    t.match(found, { texts: 2, duration: 1, loop: 'open', seed: 5 });
    t.equal(found.loads.length, 1);
    t.match(found.loads[0], { load: 40, errors: {}, told: { tokensPerSecond: Number } });
    let due = 0;
    for (const time of arrivals(40, seededRandom(5))) {
      if (time >= 1000) break;
      due += 1;
    }
    t.equal(found.loads[0]?.answered, due, 'as often as the seed says, whatever the server does');
    t.notMatch(stdout, 'paciente', 'no text is told');
  });

  await t.test('a signal ends it', async (t) => {
    for (const [signal, exit] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const) {
      const running = new Running(['bench', '--url', url, '--duration', '3600', '--clients', '2']);
      t.teardown(() => running.child.kill('SIGKILL'));
      await running.until(/clients +texts/);
      running.child.kill(signal);
      const { code, stderr } = await running.ended();
      t.equal(code, exit);
      t.equal(stderr, 'mascarilla: interrupted before the end of the measurement.\n');
    }
  });
});

void t.test('a server that asks for a key, by HTTPS', async (t) => {
  const { tlsCert, tlsKey } = writeCertificate(folder, await makeCertificate('ward'));
  const flags = ['--api-keys-file', file('keys'), '--tls-cert', tlsCert, '--tls-key', tlsKey];
  const url = await serve('models/clinical-es-mini', ...flags);
  const ask = (key: readonly string[]) =>
    run(['bench', '--url', url, '--duration', '1', '--clients', '2', '--json', ...key], {
      NODE_EXTRA_CA_CERTS: tlsCert,
    });

  const { code, stdout, stderr } = await ask(['--key-file', file('key')]);
  t.equal(code, 0, stderr);
  const found = JSON.parse(stdout) as { loads: { answered: number }[] };
  t.match(found.loads, [{ load: 2, errors: {}, told: { tokensPerSecond: Number } }]);
  t.ok((found.loads[0]?.answered ?? 0) > 0);
  t.notMatch(`${stdout}${stderr}`, KEY, 'the key is not told');

  const refused: readonly (readonly [key: readonly string[], RegExp])[] = [
    [
      [],
      /asks for an API key\. Put one of its keys into a file, and name that with --key-file\.$/m,
    ],
    [['--key-file', file('unknown.key')], /does not know the API key that was sent\. Put one/],
    [['--key-file', file('keys')], /--key-file: \S+keys: it has several keys; /],
    [['--key-file', file('empty.txt')], /--key-file: \S+empty\.txt: it has no key\.$/m],
    [['--key-file', file('none')], /--key-file: \S+none is not there\.$/m],
  ];
  for (const [key, message] of refused) {
    const { code, stderr } = await ask(key);
    t.equal(code, 1, key.join(' '));
    t.match(stderr, message);
    t.notMatch(stderr, /a-key-/, 'no key is told');
  }
  t.match(
    await run(['bench', '--url', url]),
    {
      code: 1,
      stderr: /does not answer: self-signed certificate; the variable NODE_EXTRA_CA_CERTS/,
    },
    'whom nobody vouches for is not asked',
  );
});

void t.test('errors are counted by their status', async (t) => {
  const info = { model_id: 'm', model_dtype: 'fp32', tasks: ['feature-extraction'] };
  const rest = { mask_token: null, provider: 'cpu', threads: 1 };
  const { url } = await startFake(t, (_, reply, { url = '' }) => {
    if (url === '/info') reply.end(JSON.stringify({ ...info, ...rest }));
    else reply.writeHead(429).end();
  });
  const { code, stdout } = await bench(url, '--clients', '2');
  t.equal(code, 0);
  t.match(stdout, /\n +2 +0\.0 +– +– .* 429: \d+\n\nThe server does not tell what/);
});

void t.test('what cannot be measured is told in one sentence', async (t) => {
  const ner = await serve('test/golden/roberta-ner');
  const nowhere = 'http://127.0.0.1:1';
  const cases: readonly (readonly [string, readonly string[], RegExp])[] = [
    [nowhere, [], /^mascarilla: http:\/\/127\.0\.0\.1:1 does not answer: .*`mascarilla serve`/],
    [ner, ['--task', 'fill-mask'], /^mascarilla: fill-mask cannot be done by roberta-ner\./],
    [ner, ['--data', file('none')], /none cannot be read: ENOENT/],
    [ner, ['--data', file('empty.txt')], /empty\.txt has no text/],
    [ner, ['--clients', '0'], /--clients: 0 is not a whole number from 1 to 1024/],
    [ner, ['--plot', folder, '--clients', '1'], /--plot: EISDIR/],
  ];
  for (const [url, flags, message] of cases) {
    const { code, stderr } = await bench(url, ...flags);
    t.equal(code, 1, flags.join(' '));
    t.match(stderr, message);
    t.notMatch(stderr, / {4}at /, 'without a stack');
  }
});

void t.test('the options', (t) => {
  const read = (flags: Flags) => readOptions(benchOptions, flags);
  t.match(read({}), {
    ...{
      url: 'http://127.0.0.1:8080',
      task: 'embed',
      clients: [1, 2, 4, 8, 16, 32],
      rate: null,
      keyFile: null,
    },
    ...{ duration: 10, seed: 0, json: false, plot: null },
  });
  t.ok(existsSync(read({}).data), 'the bundled sentences are found from anywhere');
  t.same(read({ clients: '3' }).clients, [3]);
  t.same(read({ rate: '10,500' }).rate, [10, 500]);
  for (const [flag, value] of [
    ['clients', ''],
    ['clients', '1,,2'],
    ['clients', '1, 2'],
    ['clients', '1025'],
    ['clients', Array.from({ length: 33 }, () => '1').join(',')],
    ['rate', '0'],
    ['rate', '1.5'],
    ['task', 'embeddings'],
    ['url', 'localhost:8080'],
    ['duration', '0'],
  ] as const) {
    t.throws(() => read({ [flag]: value }), { code: 'CONFIG_INVALID' }, `--${flag} ${value}`);
  }
  t.end();
});

void t.test('columns stand below their names', (t) => {
  const row = tableRow({
    ...{ load: 32, seconds: 10, answered: 480, textsPerSecond: 48.04 },
    latencies: { p50: 640.4, p95: 801.2, p99: 99.94, max: 3_600_000 },
    told: {
      ...{ tokensPerSecond: 1234.5, queueMs: 0.04, inferenceMs: 160, besideModelMs: 480 },
      textsInModel: 7.96,
    },
    errors: { '429': 12, ECONNRESET: 1234 },
  });
  t.equal(
    `${tableHead('clients')}${row}`,
    [
      '   clients   texts/s  tokens/s   p50 ms   p95 ms   p99 ms   max ms  queue ms  model ms  in model  errors',
      '        32      48.0     1,235      640      801     99.9  3600000       0.0       160       8.0  429: 12, ECONNRESET: 1,234',
      '',
    ].join('\n'),
  );
  t.end();
});
