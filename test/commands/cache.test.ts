/** `mascarilla cache`, as processes. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { cleanCommand, type CleanFlags } from '../../src/commands/cache.js';
import { flipBit } from '../package/damages.js';
import { fromRoot } from '../root.js';
import { run } from './cli.js';
import { list, serveOnce, start } from './homes.js';

const OTHER = fromRoot('test/golden/roberta-cls');

void t.test('an empty cache is no error', async (t) => {
  const home = join(t.testdir(), 'nowhere');
  const listed = await run(['cache', 'list'], { MASCARILLA_HOME: home });
  t.equal(listed.code, 0, listed.stderr);
  t.equal(
    listed.stdout,
    `0 entries, 0.0 MB in ${join(home, 'packages')}\n` +
      'Models pulled from the Hub lie in its own cache, which `hf cache` lists and cleans.\n',
  );
  const cleaned = await run(['cache', 'clean'], { MASCARILLA_HOME: home });
  t.match(cleaned, { code: 0, stdout: '0.0 MB freed\n' });
});

void t.test('what is served is listed, kept, and later removed', async (t) => {
  const home = t.testdir({});
  const server = start(t, home);
  await server.until(/mascarilla serves/);
  const listed = await run(['cache', 'list', '--mascarilla-home', home]);
  t.match(
    listed.stdout,
    /^model +precision +size +converted +last used +state +folder\nroberta-mlm +fp32 +\d\.\d MB +20\S+ \d\d:\d\d +20\S+ \d\d:\d\d +ok, served by process \d+ on \S+ +roberta-mlm-fp32-[0-9a-f]{16}\n1 entry, /,
  );
  for (const args of [['--all'], ['roberta-mlm'], ['--older-than', '0h']]) {
    const { code, stdout } = await run(['cache', 'clean', ...args, '--mascarilla-home', home]);
    t.equal(code, 0);
    t.match(
      stdout,
      /^left roberta-mlm-fp32-.*: it is served by process \d+ on .*\n0\.0 MB freed\n$/,
    );
  }
  server.child.kill('SIGTERM');
  await server.ended();
  t.match((await list(home)).packages, [{ model: 'roberta-mlm', usedBy: null, state: 'ok' }]);

  const dry = await run(['cache', 'clean', '--all', '--dry-run', '--mascarilla-home', home]);
  t.match(
    dry.stdout,
    /^would remove roberta-mlm-fp32-.*, ok, \d\.\d MB\n\d\.\d MB would be freed; /,
  );
  const done = await run(['cache', 'clean', '--all', '--mascarilla-home', home]);
  t.match(done.stdout, /^removed roberta-mlm-fp32-.*, ok, \d\.\d MB\n\d\.\d MB freed\n$/);
  t.strictSame(readdirSync(join(home, 'packages')), []);
});

void t.test('clean removes what is damaged, and leaves the rest', async (t) => {
  const home = t.testdir({});
  await serveOnce(t, home);
  await serveOnce(t, home, OTHER);
  const { packages } = await list(home);
  const [damaged, whole] = ['roberta-mlm', 'roberta-cls'].map(
    (name) => packages.find(({ model }) => model === name)?.folder ?? '',
  );
  flipBit(join(home, 'packages', damaged ?? '', 'weights.bin'), 5000);
  const read = await run(['cache', 'list', '--verify', '--mascarilla-home', home]);
  t.match(read.stdout, new RegExp(` damaged +${damaged}\n`));
  const { stdout } = await run(['cache', 'clean', '--mascarilla-home', home]);
  t.match(stdout, new RegExp(`^removed ${damaged}, damaged, .*\n.* freed\n$`));
  t.strictSame(readdirSync(join(home, 'packages')).toSorted(), [whole, `${whole}.used`]);
});

void t.test('what cannot be done is told in a sentence', async (t) => {
  const cases: readonly (readonly [readonly string[], CleanFlags, RegExp])[] = [
    [['bogus'], {}, /^bogus: there is nothing of this name in .*packages; see `mascarilla cache/],
    [['\u001b[31m'], {}, /^"\\u001b\[31m": there is nothing/],
    [[], { olderThan: '30' }, /^--older-than: 30 is no age such as 12h, 30d or 8w\.$/],
    [[], { olderThan: '5y' }, /^--older-than: 5y is no age/],
    [['tiny'], { all: true }, /^cache clean: give names, --all or --older-than, not several/],
    [[], { all: true, olderThan: '1d' }, /not several of them\.$/],
  ];
  const mascarillaHome = t.testdir({ file: { packages: 'a file' } });
  for (const [names, flags, message] of cases) {
    await t.rejects(cleanCommand({ mascarillaHome }, names, flags), {
      code: 'CONFIG_INVALID',
      message,
    });
  }
  const { code, stdout, stderr } = await run(['cache', 'list'], {
    MASCARILLA_HOME: join(mascarillaHome, 'file'),
  });
  t.match({ code, stdout }, { code: 1, stdout: '' });
  t.match(stderr, /^mascarilla: .*packages: it cannot be read \(ENOTDIR: .*\)\.\n$/);
});
