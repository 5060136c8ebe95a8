/** The table of limits in docs/operating.md names options and errors that there are. */
import { readFileSync } from 'node:fs';
import t from 'tap';
import { errorTable } from '../src/errors.js';
import { limitOptions } from '../src/options/limits.js';
import { flagOf, optionNames, options } from '../src/options/table.js';
import { fromRoot } from './root.js';

const page = readFileSync(fromRoot('docs/operating.md'), 'utf8');
const [, section = ''] = /\n## Limits\n([^]*?)\n## /.exec(page) ?? [];
const rows = section
  .split('\n')
  .filter((line) => /^\| (?!what |-)/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, what = '', most = '', option = '', beyond = '']) => ({ what, most, option, beyond }));

void t.test('an option is there, and its default is the number', (t) => {
  t.ok(rows.length > 20, 'rows are found');
  for (const { what, most, option } of rows) {
    if (option === '') continue;
    const name = optionNames.find((one) => `\`${flagOf(one)}\`` === option);
    if (name === undefined) t.fail(`${what}: there is no ${option}`);
    else t.equal(most.replaceAll(',', ''), options[name].byDefault, option);
  }
  t.end();
});

void t.test('no option that limits is left out', (t) => {
  const named = rows.map(({ option }) => option);
  for (const name of Object.keys(limitOptions)) t.ok(named.includes(`\`${flagOf(name)}\``), name);
  t.end();
});

void t.test('errors are those of the table, and every one of too much is there', (t) => {
  const named = rows.flatMap(({ beyond }) => beyond.match(/[A-Z_]{5,}/g) ?? []);
  for (const code of named) t.ok(code in errorTable, code);
  const ofTooMuch = Object.keys(errorTable).filter((code) =>
    /^(?!SAFETENSORS|TORCH|PICKLE|EXPORT|DIMENSIONS).*_(TOO_(MANY|LARGE|LONG)|EXCEEDED)$/.test(
      code,
    ),
  );
  for (const code of ofTooMuch) t.ok(named.includes(code), code);
  t.end();
});
