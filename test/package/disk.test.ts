/** Disks that are full, folders that may not be written: real processes under real limits. */
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { openModel } from '../../src/package/cache.js';
import { fromRoot } from '../root.js';
import { flipBit } from './damages.js';
import { tinySetting } from './tiny-checkpoint.js';

const node = process.execPath;
const convertCommand = (checkpoint: string, folder: string) => [
  ...[node, fromRoot('dist/src/cli.js'), 'convert', checkpoint, folder],
];

/** Opens a model, and prints its package's folder or the code and message of what was thrown. */
const openerCommand = (checkpoint: string, home: string) => [
  ...[node, fromRoot('dist/test/package/opener.js'), checkpoint, home],
];

/** Runs a command in which no file may become longer than some blocks of 512 bytes. */
const withSmallFiles = (blocks: number, command: readonly string[]) =>
  run(['sh', '-c', `ulimit -f ${blocks}; exec "$@"`, 'sh', ...command]);

/** Runs a command for which the bits of permissions count, as they do not for root. */
function asUser(command: readonly string[]) {
  const drop = '-dac_override,-dac_read_search';
  const setpriv = ['setpriv', `--bounding-set=${drop}`, `--inh-caps=${drop}`];
  return run(process.getuid?.() === 0 ? [...setpriv, ...command] : command);
}

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Without the variables of tap, by which it would write files and catch signals of its own. */
function run(command: readonly string[]): Promise<Ended> {
  const clean = ['-i', `PATH=${process.env['PATH']}`, ...command];
  return new Promise((resolve) => {
    execFile('env', clean, (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}

void t.test('a disk that is full is told once, and nothing is left', async (t) => {
  const { checkpoint, directory } = tinySetting(t);
  // A limit for each file: nothing can be written, or not the whole of the largest.
  for (const blocks of [0, 2, 8]) {
    const folder = join(directory, 'package');
    const { code, stdout, stderr } = await withSmallFiles(
      blocks,
      convertCommand(checkpoint, folder),
    );
    t.equal(code, 1);
    t.equal(stdout, '');
    t.match(stderr, /^mascarilla: \/.*: no package can be written there \(EFBIG: .*\)\. Choose/);
    t.equal(stderr.trim().split('\n').length, 1, 'in one line');
    t.strictSame(readdirSync(directory).toSorted(), ['home', 'tiny'], `${blocks} blocks`);
  }
});

void t.test('a full disk with the model in its cache serves it', async (t) => {
  const { checkpoint, home, options } = tinySetting(t);
  const { directory } = await openModel(checkpoint, options);
  const { stdout } = await withSmallFiles(0, openerCommand(checkpoint, home));
  t.equal(stdout, `${directory}\n`);
});

const bindsHere = await (async () => {
  const folder = t.testdir();
  chmodSync(folder, 0o555);
  const { code } = await asUser(['touch', join(folder, 'file')]);
  chmodSync(folder, 0o755);
  return code === 1;
})();
const needsBits = { skip: !bindsHere && 'this user may write everywhere, and cannot give that up' };

void t.test('a home that may not be written serves what it has', needsBits, async (t) => {
  const { checkpoint, home, packages, options } = tinySetting(t);
  const { directory } = await openModel(checkpoint, options);
  const lock = (mode: number) => [directory, packages, home].forEach((one) => chmodSync(one, mode));
  lock(0o555);
  const whole = await asUser(openerCommand(checkpoint, home));
  lock(0o755);
  t.equal(whole.stdout, `${directory}\n`);

  flipBit(join(directory, 'weights.bin'), 0);
  lock(0o555);
  const { stdout } = await asUser(openerCommand(checkpoint, home));
  lock(0o755);
  t.match(stdout, /^PACKAGE_NOT_WRITTEN .*packages: no package can be written there \(EACCES: /);
});

void t.test('a folder without permission is named', needsBits, async (t) => {
  const { checkpoint, home } = tinySetting(t);
  chmodSync(home, 0o555);
  const { stdout } = await asUser(openerCommand(checkpoint, home));
  chmodSync(home, 0o755);
  t.match(stdout, /^PACKAGE_NOT_WRITTEN .*packages: no package can be written there \(EACCES: /);
  t.strictSame(readdirSync(home), []);
});

void t.test('a file in the way is named', async (t) => {
  const { checkpoint, directory, options } = tinySetting(t);
  const ways: Readonly<Record<string, (home: string) => void>> = {
    home: (home) => writeFileSync(home, ''),
    packages: (home) => {
      mkdirSync(home);
      writeFileSync(join(home, 'packages'), '');
    },
  };
  for (const [what, put] of Object.entries(ways)) {
    const home = join(directory, `${what} is a file`);
    put(home);
    await t.rejects(openModel(checkpoint, { ...options, home }), {
      code: 'PACKAGE_NOT_WRITTEN',
      message: /is a file.packages: no package can be written there \((EEXIST|ENOTDIR): /,
    });
  }
});
