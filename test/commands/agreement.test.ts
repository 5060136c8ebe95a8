/** Models in lower precisions, compared with themselves by the real engine. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readManifest } from '../../src/package/package.js';
import { fromRoot } from '../root.js';
import { run } from './cli.js';

const convert = (checkpoint: string, folder: string, ...flags: string[]) =>
  run(['convert', fromRoot(`test/golden/${checkpoint}`), folder, '--threads', '1', ...flags]);

const fewTexts = (folder: string): string => {
  const file = join(folder, 'texts.txt');
  writeFileSync(file, 'Paciente con fiebre y tos.\nNo refiere dolor torácico.\n');
  return file;
};

void t.test('in int8 and in fp16 each kind of head decides as in fp32', async (t) => {
  const root = t.testdir({});
  const texts = fewTexts(root);
  const cases = [
    ['roberta-mlm', 'int8'],
    ['roberta-mlm', 'fp16'],
    ['bert-ner-bf16', 'int8'],
    ['roberta-cls', 'fp16'],
    ['roberta-cls-multilabel', 'int8'],
  ] as const;
  for (const [checkpoint, precision] of cases) {
    const folder = join(root, `${checkpoint}-${precision}`);
    const flags = ['--precision', precision, '--calibration', texts, '--min-agreement', '0.5'];
    const { code, stdout, stderr } = await convert(checkpoint, folder, ...flags);
    t.equal(code, 0, stderr);
    t.match(stdout, `${folder}: ${checkpoint} in ${precision}, `);
    t.match(stdout, /; decides as in fp32 in [\d.]+ % of \d+ cases \(divergence 0\.00/);
    const { agreement } = await readManifest(folder);
    t.match(agreement, { texts: 2, decisions: Number });
    t.ok((agreement?.leastCosine ?? 0) > 0.999, `${checkpoint} in ${precision}`);
  }
});

void t.test('texts that cannot be compared on are told, and nothing is left', async (t) => {
  const root = t.testdir({ 'blank.txt': ' \n', 'special.txt': '<mask>\n<s>\n' });
  const told: Readonly<Record<string, RegExp>> = {
    'none.txt': /^mascarilla: .*none\.txt cannot be read: ENOENT/,
    'blank.txt': /^mascarilla: .*blank\.txt has no text with a piece/,
    // Only the model's tokenizer can tell.
    'special.txt': /mascarilla: .*special\.txt has no text with a piece/,
  };
  for (const [name, message] of Object.entries(told)) {
    const folder = join(root, 'package');
    const flags = ['--precision', 'int8', '--calibration', join(root, name)];
    const { code, stderr } = await convert('roberta-mlm', folder, ...flags);
    t.equal(code, 1, name);
    t.match(stderr, message);
    t.notOk(existsSync(folder));
  }
});
