import t from 'tap';
import {
  checkText,
  checkTokens,
  placeOf,
  readInputs,
  readTokenInputs,
  type TokenInputs,
} from '../../src/tasks/inputs.js';

/** Reads texts and looks at each of them. */
function check(given: string | readonly string[], maxInputs: number) {
  const inputs = readInputs(given, maxInputs);
  for (const [index, text] of inputs.texts.entries()) checkText(text, placeOf(inputs, index));
  return inputs;
}

/** The same of texts and tokens, of which the vocabulary has ten. */
function checkAll(given: TokenInputs) {
  const inputs = readTokenInputs(given, 3);
  for (const [index, text] of inputs.texts.entries()) {
    const place = placeOf(inputs, index);
    if (typeof text === 'string') checkText(text, place);
    else checkTokens(text, 10, place);
  }
  return inputs;
}

void t.test('one text, or a list of texts', (t) => {
  const of = { field: 'inputs', scope: 'request' };
  t.same(readInputs('tos', 4), { texts: ['tos'], single: true, ...of });
  t.same(readInputs(['tos', 'fiebre'], 4), { texts: ['tos', 'fiebre'], single: false, ...of });
  t.same(readInputs(['tos'], 4), { texts: ['tos'], single: false, ...of }, 'of one, it is a list');
  t.end();
});

void t.test('an error is of its text alone where it is asked so, but for a single text', (t) => {
  const onError = 'item';
  t.equal(readInputs(['tos'], 4, { onError }).scope, 'item');
  t.equal(readInputs('tos', 4, { onError }).scope, 'request');
  t.equal(readTokenInputs([[0, 9]], 4, { onError }).scope, 'item');
  t.equal(readTokenInputs([0, 9], 4, { onError }).scope, 'request');
  t.equal(readTokenInputs('tos', 4, { onError }).scope, 'request');
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
  t.throws(() => check('', 4), { code, message: /^`inputs` is empty\./ });
  t.throws(() => check([], 4), { code, message: /^`inputs` is empty\./ });
  t.throws(() => check(['tos', ''], 4), { code, message: /^`inputs\[1\]` is empty\./ });
  t.equal(check(' ', 4).texts.length, 1, 'a space is a character');
  t.end();
});

void t.test('half a character is refused, a whole one of two halves is not', (t) => {
  const code = 'INPUT_NOT_UNICODE';
  t.throws(() => check('a\uD83D', 4), { code, message: /^`inputs` holds a lone surrogate/ });
  t.throws(() => check(['🙂', '\uDE42\uD83D'], 4), { code, message: /^`inputs\[1\]` / });
  t.equal(check('🙂\uFEFF\u0000e\u0301', 4).texts.length, 1);
  t.end();
});

void t.test('the first wrong text is told, and too many before anything else', (t) => {
  t.throws(() => check(['tos', '\uD83D', ''], 4), { code: 'INPUT_NOT_UNICODE' });
  t.throws(() => check(['', '\uD83D', 'a'], 2), { code: 'INPUTS_TOO_MANY' });
  t.end();
});

void t.test('tokens instead of a text, or of each of several', (t) => {
  t.match(checkAll('tos'), { texts: ['tos'], single: true });
  t.match(checkAll([0, 9, 2]), { texts: [[0, 9, 2]], single: true });
  t.match(checkAll([[0, 2]]), { texts: [[0, 2]], single: false });
  t.same(checkAll(['tos', [0, 2]]).texts, ['tos', [0, 2]]);
  t.throws(() => checkAll([5, 'tos']), { code: 'REQUEST_INVALID' });
  t.throws(() => checkAll([[5], 5]), { code: 'REQUEST_INVALID' });
  t.throws(() => checkAll([]), { code: 'INPUT_EMPTY', message: /^`inputs` is/ });
  t.throws(() => checkAll([[5], []]), { code: 'INPUT_EMPTY', message: /^`inputs\[1\]` is/ });
  t.throws(() => checkAll(['']), { code: 'INPUT_EMPTY' });
  t.throws(() => checkAll(['\uD83D']), { code: 'INPUT_NOT_UNICODE' });
  t.throws(() => checkAll([1, 2, 10]), {
    code: 'TOKEN_UNKNOWN',
    message: /index 2 of `inputs` is/,
  });
  t.throws(() => checkAll([[1], [1], [1], [1]]), { code: 'INPUTS_TOO_MANY' });
  t.equal(checkAll([1, 2, 3, 4, 5]).texts.length, 1, 'as many tokens of one text as there are');
  t.end();
});
