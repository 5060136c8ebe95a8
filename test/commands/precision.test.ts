import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { fromRoot } from '../root.js';
import { run } from './cli.js';

const BUNDLED = fromRoot('models/clinical-es-mini');

void t.test('convert --precision int8 compares with fp32 and tells the result', async (t) => {
  const folder = join(t.testdir(), 'package');
  const ended = await run(['convert', BUNDLED, folder, '--precision', 'int8']);
  t.equal(ended.code, 0, ended.stderr);
  t.match(ended.stdout, /clinical-es-mini in int8, [\d.]+ MB; decides as in fp32 in 9\d\.\d % of /);
  const { stdout } = await run(['inspect', folder]);
  t.match(stdout, /package +int8, .*\n +decides as in fp32 in 9\d\.\d % of 1,200 cases/);
  const served = await run(['serve', '--models', folder, '--port', '0', '--min-agreement', '1']);
  t.equal(served.code, 1);
  t.match(served.stderr, /in int8 decides as in fp32 in .*, less than --min-agreement 1\. Serve/);
});

void t.test('below --min-agreement nothing is written', async (t) => {
  const parent = t.testdir();
  const args = ['convert', BUNDLED, join(parent, 'package'), '--precision', 'int8'];
  const ended = await run([...args, '--min-agreement', '1']);
  t.equal(ended.code, 1);
  t.match(
    ended.stderr,
    /^mascarilla: clinical-es-mini in int8 decides as in fp32 in 9\d\.\d\d % /m,
  );
  t.strictSame(readdirSync(parent), [], 'no package, and nothing else');
});

void t.test('--calibration names the texts', async (t) => {
  const folder = t.testdir();
  const file = join(folder, 'texts.txt');
  const args = ['convert', BUNDLED, join(folder, 'package'), '--precision', 'fp16'];
  const convert = () => run([...args, '--calibration', file]);
  t.match((await convert()).stderr, /texts\.txt cannot be read: ENOENT/);
  writeFileSync(file, '\n\n');
  t.match((await convert()).stderr, /texts\.txt has no text/);
  writeFileSync(file, 'Paciente con fiebre y tos.\nSe pautó tratamiento antibiótico.\n');
  const ended = await convert();
  t.match(ended.stdout, /in fp16, .*decides as in fp32 in 100\.0 % of 2 cases/, ended.stderr);
});
