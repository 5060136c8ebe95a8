import t from 'tap';
import { indexOf, readInputs } from '../../src/tasks/inputs.js';

void t.test('one text, or a list of texts', (t) => {
  t.same(readInputs('tos', 4), { texts: ['tos'], single: true });
  t.same(readInputs(['tos', 'fiebre'], 4), { texts: ['tos', 'fiebre'], single: false });
  t.same(readInputs(['tos'], 4), { texts: ['tos'], single: false }, 'a list of one is a list');
  t.end();
});

void t.test('messages give the index of a text in a list only', (t) => {
  t.equal(indexOf(readInputs('tos', 4), 0), null);
  t.equal(indexOf(readInputs(['tos', 'fiebre'], 4), 1), 1);
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
