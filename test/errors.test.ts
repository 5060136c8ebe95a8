import { readFileSync } from 'node:fs';
import t from 'tap';
import { errorTable, fail, messageOf, ServiceError, type ErrorCode } from '../src/errors.js';
import type { ErrorType } from '../src/errors/table.js';
import { fromRoot } from './root.js';

const codes = Object.keys(errorTable) as ErrorCode[];

/** Everything that can stand in a message. There is no text of a client among them. */
const values: Readonly<Record<string, unknown>> = {
  count: 33,
  detail: 'it is missing',
  dimensions: 300,
  dtype: 'F8_E4M3',
  endpoint: 'https://huggingface.co',
  expected: '256,256',
  field: 'inputs',
  file: 'model.safetensors',
  folder: 'models--owner--name',
  found: '256,128',
  index: 1,
  decisions: 1200,
  input: 2,
  least: 0.95,
  limit: 32,
  line: 3,
  mask: '<mask>',
  method: 'GET',
  models: 'base, entities',
  model: 'clinical-es-mini',
  option: '--port',
  part: 'revision',
  path: '/nowhere',
  queued: 90_000,
  expectedMs: 412.5,
  allowedMs: 250,
  precision: 'int8',
  reached: 0.931,
  repo: 'owner/name',
  seconds: 30,
  sent: false,
  isMissing: true,
  size: 7,
  status: 503,
  subject: 'owner/name@main',
  supported: 'roberta',
  task: 'fill-mask',
  tensor: 'roberta.embeddings.word_embeddings.weight',
  topK: 5000,
  type: 'text/plain',
  value: 'gpt2',
};

/** Fields for any message; asking for one that is not in the list is an error. */
const anyFields = new Proxy(values, {
  get(target, name) {
    if (typeof name === 'string' && name in target) return target[name];
    throw new Error(`messages use the field ${String(name)}: if it quotes no text, list it here`);
  },
});

/** The sentence of any code. */
function messageFor(code: ErrorCode): string {
  // Each message takes its own fields, and these are everybody's.
  const message = errorTable[code].message as (fields: unknown) => string;
  return message(anyFields);
}

const rows = [
  ...readFileSync(fromRoot('docs/errors.md'), 'utf8').matchAll(
    /^\| `([A-Z_0-9]+)`\s*\|\s*(\d+)\s*\|\s*`([a-z_]+)`\s*\|\s*(.*?)\s*\|$/gm,
  ),
].map(([, code = '', status, type, text]) => ({ code, status: Number(status), type, text }));

void t.test('docs/errors.md lists every code of the table, and no other, in its order', (t) => {
  t.same(
    rows.map(({ code }) => code),
    codes,
    'a row for each code of src/errors/, in the same order',
  );
  t.end();
});

void t.test('docs/errors.md gives each code its status and its error_type', (t) => {
  for (const { code, status, type } of rows) {
    const definition = codes.includes(code as ErrorCode) ? errorTable[code as ErrorCode] : null;
    t.match({ status, type }, { status: definition?.status, type: definition?.type }, code);
  }
  t.end();
});

void t.test('docs/errors.md says what to do', (t) => {
  for (const { code, text } of rows) t.match(text, /^[A-Z`].{20,}\.$/, code);
  t.end();
});

void t.test('the types of errors are those of the table', (t) => {
  const types: Record<ErrorType, null> = {
    backend: null,
    empty: null,
    load: null,
    not_found: null,
    overloaded: null,
    tokenizer: null,
    unauthorized: null,
    unhealthy: null,
    validation: null,
  };
  const used = new Set(Object.values(errorTable).map(({ type }) => type));
  t.same([...used].sort(), Object.keys(types));
  t.end();
});

void t.test('a status is one of an error; what the service is to blame for is a 5xx', (t) => {
  const ours: readonly ErrorType[] = ['backend', 'load', 'unhealthy'];
  for (const code of codes) {
    const { status, type } = errorTable[code];
    // Of a client's own limit, too little time is a 503 or a 504.
    if (type === 'overloaded') t.ok([429, 503, 504].includes(status), code);
    else
      t.ok(
        ours.includes(type) ? status >= 500 && status < 600 : status >= 400 && status < 500,
        code,
      );
  }
  t.end();
});

void t.test('a message is one or two sentences', (t) => {
  for (const code of codes) {
    const message = messageFor(code);
    t.match(message, /^\S.*\.$/, code);
    const sentences = message.match(/[.?!](?=\s|$)/g)?.length ?? 0;
    t.ok(sentences === 1 || sentences === 2, `${code}: ${message}`);
    t.notMatch(message, /undefined|\[object|NaN/, code);
  }
  t.end();
});

void t.test('a message names a text by its place: of a list, or the only one', (t) => {
  const named = codes.filter((code) => messageFor(code).includes('`inputs[2]`'));
  t.same(named.sort(), [
    'INPUT_EMPTY',
    'INPUT_NOT_UNICODE',
    'INPUT_TOO_LONG',
    'MASKS_TOO_FAR_APART',
    'MASKS_TOO_MANY',
    'MASK_MISSING',
    'TOKEN_UNKNOWN',
    'WINDOWS_TOO_MANY',
  ]);
  t.match(fail('INPUT_EMPTY', { input: 0 }).message, /^`inputs\[0\]` is empty/);
  t.match(fail('INPUT_EMPTY', { input: null }).message, /^`inputs` is empty/);
  t.end();
});

void t.test('fail makes the error of a code', (t) => {
  const cause = new Error('the cause');
  const error = fail('OVERLOADED', { queued: 10, limit: 5 }, { cause });
  t.type(error, ServiceError);
  t.type(error, Error);
  t.match(error, { name: 'ServiceError', code: 'OVERLOADED', status: 429, type: 'overloaded' });
  t.match(error.message, 'The queue holds 10 tokens of 5.');
  t.equal(error.cause, cause);
  t.equal(fail('SHUTTING_DOWN', undefined, { cause }).cause, cause);
  for (const code of codes) {
    const { status, type } = new ServiceError(code, '');
    t.match(errorTable[code], { status, type });
  }
  t.end();
});

void t.test('fail takes exactly the fields of its code', (t) => {
  // Never called: the compiler is the test.
  const wrong = () => [
    // @ts-expect-error: a code without its fields
    fail('MASK_MISSING'),
    // @ts-expect-error: a field is missing
    fail('MASK_MISSING', { input: 1 }),
    // @ts-expect-error: no such field
    fail('INPUT_EMPTY', { input: 1, text: 'Paciente' }),
    // @ts-expect-error: a field of the wrong type
    fail('INPUT_EMPTY', { input: '1' }),
    // @ts-expect-error: a code without fields takes none
    fail('SHUTTING_DOWN', { input: 1 }),
    // @ts-expect-error: no such code
    fail('NO_SUCH_CODE'),
  ];
  t.type(wrong, 'function');
  t.end();
});

void t.test('whatever was thrown has a message', (t) => {
  t.equal(messageOf(new Error('why')), 'why');
  t.equal(messageOf('why'), 'why');
  t.equal(messageOf(undefined), 'undefined');
  t.end();
});
