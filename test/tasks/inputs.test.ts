import t from 'tap';
import { placeOf, readInputs, readTokenInputs } from '../../src/tasks/inputs.js';

void t.test('one text, or a list of texts', (t) => {
  t.same(readInputs('tos', 4), { texts: ['tos'], single: true, field: 'inputs' });
  t.same(readInputs(['tos', 'fiebre'], 4), {
    texts: ['tos', 'fiebre'],
    single: false,
    field: 'inputs',
  });
  t.same(
    readInputs(['tos'], 4),
    { texts: ['tos'], single: false, field: 'inputs' },
    'a list of one is a list',
  );
  t.end();
});

void t.test('messages give the index of a text in a list only', (t) => {
  t.equal(placeOf(readInputs('tos', 4), 0).input, null);
  t.equal(placeOf(readInputs(['tos', 'fiebre'], 4), 1).input, 1);
  t.end();
});

void t.test('as many texts as are allowed', (t) => {
  t.equal(readInputs(['a', 'b'], 2).texts.length, 2);
  const message = /^`inputs` has 3 texts; 2 are allowed\./;
  t.throws(() => readInputs(['a', 'b', 'c'], 2), { code: 'INPUTS_TOO_MANY', message });
  t.end();
});

void t.test('nothing is refused', (t) => {
  const code = 'INPUT_EMPTY';
  t.throws(() => readInputs('', 4), { code, message: /^`inputs` is empty\./ });
  t.throws(() => readInputs([], 4), { code, message: /^`inputs` is empty\./ });
  t.throws(() => readInputs(['tos', ''], 4), { code, message: /^`inputs\[1\]` is empty\./ });
  t.equal(readInputs(' ', 4).texts.length, 1, 'a space is a character');
  t.end();
});

void t.test('half a character is refused, a whole one of two halves is not', (t) => {
  const code = 'INPUT_NOT_UNICODE';
  t.throws(() => readInputs('a\uD83D', 4), { code, message: /^`inputs` holds a lone surrogate/ });
  t.throws(() => readInputs(['🙂', '\uDE42\uD83D'], 4), { code, message: /^`inputs\[1\]` / });
  t.equal(readInputs('🙂\uFEFF\u0000e\u0301', 4).texts.length, 1);
  t.end();
});

void t.test('the first wrong text is told, and too many before anything else', (t) => {
  t.throws(() => readInputs(['tos', '\uD83D', ''], 4), { code: 'INPUT_NOT_UNICODE' });
  t.throws(() => readInputs(['', '\uD83D', 'a'], 2), { code: 'INPUTS_TOO_MANY' });
  t.end();
});

void t.test('tokens instead of a text, or of each of several', (t) => {
  const read = (inputs: Parameters<typeof readTokenInputs>[0]) =>
    readTokenInputs(inputs, { maxInputs: 3, vocabularySize: 10 });
  t.same(read('tos'), { texts: ['tos'], single: true, field: 'inputs' });
  t.same(read([0, 9, 2]), { texts: [[0, 9, 2]], single: true, field: 'inputs' });
  t.same(read([[0, 2]]), { texts: [[0, 2]], single: false, field: 'inputs' });
  t.same(read(['tos', [0, 2]]).texts, ['tos', [0, 2]]);
  t.throws(() => read([5, 'tos']), { code: 'REQUEST_INVALID' });
  t.throws(() => read([[5], 5]), { code: 'REQUEST_INVALID' });
  t.throws(() => read([]), { code: 'INPUT_EMPTY', message: /^`inputs` is/ });
  t.throws(() => read([[5], []]), { code: 'INPUT_EMPTY', message: /^`inputs\[1\]` is/ });
  t.throws(() => read(['']), { code: 'INPUT_EMPTY' });
  t.throws(() => read(['\uD83D']), { code: 'INPUT_NOT_UNICODE' });
  t.throws(() => read([1, 2, 10]), { code: 'TOKEN_UNKNOWN', message: /index 2 of `inputs` is/ });
  t.throws(() => read([[1], [1], [1], [1]]), { code: 'INPUTS_TOO_MANY' });
  t.equal(read([1, 2, 3, 4, 5]).texts.length, 1, 'as many tokens of one text as there are');
  t.end();
});
