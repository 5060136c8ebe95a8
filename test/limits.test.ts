/** The table of limits in docs/operating.md has the numbers, options and errors that there are. */
import { readFileSync } from 'node:fs';
import t from 'tap';
import { errorTable } from '../src/errors.js';
import { limitOptions } from '../src/options/limits.js';
import { MOST_MODELS } from '../src/options/model-sources.js';
import { flagOf, optionNames, options } from '../src/options/table.js';
import { MOST_KEYS } from '../src/server/access/keys.js';
import { MOST_URL_CHARACTERS } from '../src/server/heads.js';
import { MOST_HEAD_BYTES, MOST_HEADERS } from '../src/server/http-server.js';
import { MOST_ID_CHARACTERS, MOST_NAME_CHARACTERS } from '../src/server/instance.js';
import { MOST_NAME_CHARACTERS as MOST_IN_BODY } from '../src/server/schemas/common.js';
import { MOST_IGNORED_LABELS } from '../src/server/schemas/entities.js';
import { MOST_BYTES } from '../src/server/secret-files.js';
import { MOST_AHEAD } from '../src/server/slow-clients.js';
import { MAX_COMPUTED_TOKENS } from '../src/tasks/computation.js';
import { MAX_TOKENS } from '../src/tasks/decode.js';
import { MAX_NUMBERS } from '../src/tasks/embed-all.js';
import { MAX_BEAMS } from '../src/tasks/fill-jointly.js';
import { MAX_CANDIDATES } from '../src/tasks/mask-scores.js';
import { MAX_TARGETS, MAX_WORD_TOKENS } from '../src/tasks/targets.js';
import { MAX_CHARACTERS } from '../src/tasks/tokenize.js';
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

/** What no option changes, by the first column. */
const fixed: Readonly<Record<string, readonly number[]>> = {
  'requests ahead of their answers on one connection': [MOST_AHEAD],
  'bytes of a request’s first line and headers': [MOST_HEAD_BYTES],
  'headers of a request': [MOST_HEADERS],
  'characters of a URL': [MOST_URL_CHARACTERS],
  'characters of a name in a path': [MOST_NAME_CHARACTERS],
  'characters of `x-request-id`': [MOST_ID_CHARACTERS],
  'characters of texts for `/tokenize`, all together': [MAX_CHARACTERS],
  'tokens for `/decode`, all together': [MAX_TOKENS],
  'candidates of a request': [MAX_CANDIDATES],
  'targets of a request': [MAX_TARGETS],
  'tokens of a target': [MAX_WORD_TOKENS],
  'beams of `joint`': [MAX_BEAMS],
  'tokens computed for `/score`, `joint` or targets of several tokens': [MAX_COMPUTED_TOKENS],
  'numbers in an answer of `/embed_all`': [MAX_NUMBERS],
  'labels in `ignore_labels`': [MOST_IGNORED_LABELS],
  'characters of a model’s name, or of an `id`, in a body': [MOST_IN_BODY],
  models: [MOST_MODELS],
  'API keys, and bytes of their file or of one for TLS': [MOST_KEYS, MOST_BYTES],
};

void t.test('a number without an option is that of the code', (t) => {
  const written = rows
    .filter(({ most, option }) => option === '' && /\d/.test(most))
    .map(({ what, most }) => [
      what,
      most.split(', and ').map((number) => Number(number.replaceAll(',', ''))),
    ]);
  t.strictSame(Object.fromEntries(written), fixed);
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
