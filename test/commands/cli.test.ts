import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { options, flagOf, variableOf } from '../../src/options/table.js';
import { fromRoot, readJson } from '../root.js';
import { run } from './cli.js';

const CHECKPOINT = fromRoot('test/golden/roberta-mlm');

void t.test('--version tells the version', async (t) => {
  const { code, stdout } = await run(['--version']);
  t.equal(code, 0);
  t.equal(stdout.trim(), (readJson('package.json') as { version: string }).version);
});

void t.test('serve --help tells every flag, its variable and its default', async (t) => {
  const { code, stdout } = await run(['serve', '--help']);
  t.equal(code, 0);
  const text = stdout.replaceAll(/\s+/g, ' ');
  for (const [name, { byDefault }] of Object.entries(options)) {
    t.match(text, flagOf(name));
    if (name === 'mascarillaHome') continue;
    t.match(text, `(env: ${variableOf(name)}, default: ${byDefault})`);
  }
});

void t.test('what the command line does not know ends with 1 and a hint', async (t) => {
  for (const args of [['bogus'], ['serve', '--bogus'], ['convert']]) {
    const { code, stderr } = await run(args);
    t.equal(code, 1);
    t.match(stderr, /^error: .*\n\(--help tells what there is\)/);
  }
});

void t.test('convert writes a package, and never over something', async (t) => {
  const folder = join(t.testdir(), 'package');
  const first = await run(['convert', CHECKPOINT, folder]);
  t.equal(first.code, 0, first.stderr);
  t.match(first.stdout, /package: roberta-mlm in fp32, [\d.]+ [kM]B\n$/);
  t.ok((await stat(join(folder, 'model.json'))).isFile());

  const second = await run(['convert', CHECKPOINT, folder]);
  t.equal(second.code, 1);
  t.match(
    second.stderr,
    /^mascarilla: .*package: it exists already; name a folder that does not\.\n$/,
  );
});

void t.test('what cannot be served is told in one sentence', async (t) => {
  const home = t.testdir({ empty: {} });
  const cases: readonly (readonly [string[], RegExp])[] = [
    [['--models', join(home, 'nowhere')], /nowhere.*\.\n/],
    [['--models', join(home, 'empty')], /config\.json.*\.\n/],
    [['--port', '-1'], /^mascarilla: --port: -1 is not a whole number from 0 to 65535\.\n/],
    [['--max-batch-tokens', '100'], /--max-batch-tokens: 100 is less than the 512 tokens/],
    [
      ['--host', '192.0.2.1', '--insecure'],
      /--host: 192\.0\.2\.1 is no address of this machine\.\n/,
    ],
  ];
  for (const [flags, message] of cases) {
    const all = [
      'serve',
      '--port',
      '0',
      '--log-level',
      'silent',
      '--mascarilla-home',
      home,
      ...flags,
    ];
    const { code, stderr, stdout } = await run(all);
    t.equal(code, 1, flags.join(' '));
    t.match(stderr, message);
    t.notMatch(stderr, / {4}at /, 'without a stack');
    t.equal(stdout, '');
  }
  const { stderr } = await run(['serve'], { PORT: 'x' });
  t.match(stderr, /^mascarilla: PORT: x is not a whole number/);
});
