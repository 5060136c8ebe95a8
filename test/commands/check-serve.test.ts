/** `mascarilla serve --check`: what a start would say, without one. */
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { makeCertificate, writeCertificate } from '../certificates.js';
import { fromRoot } from '../root.js';
import { run, Running } from './cli.js';

const CHECKPOINT = fromRoot('test/golden/roberta-mlm');
const BUNDLED = fromRoot('models/clinical-es-mini');

const check = (flags: readonly string[], variables = {}) =>
  run(['serve', '--check', ...flags], variables);

void t.test('it tells what would be served, and makes nothing', async (t) => {
  const home = t.testdir({ keys: 'ward-3:a-key-of-the-third-ward\nlab:a-key-of-the-laboratory' });
  const { tlsCert, tlsKey } = writeCertificate(home, await makeCertificate('first'));
  const { code, stdout, stderr } = await check([
    ...['--host', '0.0.0.0', '--api-keys-file', join(home, 'keys')],
    ...['--tls-cert', tlsCert, '--tls-key', tlsKey],
    ...['--models', `base=${CHECKPOINT},owner/name`, '--devices', 'cpu:2x3'],
    ...['--mascarilla-home', home, '--hf-home', home],
  ]);
  t.equal(stderr, '');
  t.equal(code, 0);
  t.equal(
    stdout,
    'mascarilla would serve on https://0.0.0.0:8080 (2 API keys):\n' +
      '  base: fill-mask; fp32, 2 × 3 threads on cpu; converted at the first start\n' +
      '  owner/name: pulled at the first start\n',
  );
  t.notOk(existsSync(join(home, 'packages')));
});

void t.test('it tells all that is wrong, and ends with 2', async (t) => {
  const home = t.testdir();
  const { code, stdout, stderr } = await check([
    ...['--host', '0.0.0.0', '--tls-cert', join(home, 'none'), '--tls-key', join(home, 'none')],
    ...['--devices', 'cuda:0', '--max-batch-tokens', '5', '--mascarilla-home', home],
    ...['--models', `${join(home, 'nowhere')},a=${CHECKPOINT},a-b=${BUNDLED},a-c=owner/name`],
    ...['--hf-home', home, '--hf-hub-offline'],
  ]);
  t.equal(code, 2);
  t.equal(stdout, '');
  const expected = [
    /^mascarilla: --host: other machines can reach 0\.0\.0\.0/,
    /^mascarilla: --tls-cert: .*none is not there\.$/,
    /^mascarilla: The engine did not start: cuda:0: /,
    /^mascarilla: .*nowhere: there is no such file or folder\.$/,
    /^mascarilla: --max-batch-tokens: 5 is less than the 512 tokens/,
    /^mascarilla: --max-batch-tokens: 5 is less than the 512 tokens/,
    /^mascarilla: HF_HUB_OFFLINE is set, and owner\/name@main is not whole/,
  ];
  const lines = stderr.trimEnd().split('\n');
  t.equal(lines.length, expected.length, stderr);
  for (const [index, pattern] of expected.entries()) t.match(lines[index], pattern);
});

void t.test('a value that does not fit ends with 2 too, by flag and by variable', async (t) => {
  t.match(await check(['--port', '70000']), {
    code: 2,
    stderr: 'mascarilla: --port: 70000 is not a whole number from 0 to 65535.\n',
  });
  t.match(await check([], { MAX_INPUTS: 'many' }), {
    code: 2,
    stderr: 'mascarilla: MAX_INPUTS: many is not a whole number from 1 to 10000.\n',
  });
});

void t.test('its messages are those of the start', async (t) => {
  const home = t.testdir();
  for (const flags of [
    ['--models', join(home, 'nowhere')],
    ['--models', BUNDLED, '--devices', 'cuda:0', '--mascarilla-home', home],
    ['--models', CHECKPOINT, '--max-batch-tokens', '5', '--mascarilla-home', home],
    ['--api-keys-file', join(home, 'none')],
  ]) {
    const checked = await check(flags);
    const started = new Running(['serve', '--port', '0', '--log-level', 'silent', ...flags]);
    const { code, stderr } = await started.ended();
    t.strictSame([checked.code, code], [2, 1]);
    t.equal(checked.stderr, stderr);
  }
});

void t.test('a package is read to its last byte', async (t) => {
  const home = t.testdir();
  const folder = join(home, 'package');
  t.equal((await run(['convert', CHECKPOINT, folder])).code, 0);
  const flags = ['--models', folder, '--mascarilla-home', home];
  t.match(await check(flags), { code: 0, stdout: /roberta-mlm: fill-mask; fp32, [^;]*$/ });
  const weights = join(folder, 'weights.bin');
  const { size } = statSync(weights);
  writeFileSync(weights, Buffer.alloc(size));
  t.match(await check(flags), {
    code: 2,
    stderr: /weights\.bin is not a package .*: its hash is not the one in the manifest/,
  });
});
