import t from 'tap';
import { encodeMasks, encodeStart, type Window } from '../../src/text/window.js';
import { piecesOf, tokenizer, WatchedTokenizer } from './bundled.js';

/** A window as it can be read: `<s>| la|<mask>|</s>`. */
const show = (window: Window | null): string | null => window && piecesOf(window.tokens).join('|');

void t.test('a text that fits is whole', (t) => {
  const window = encodeStart(tokenizer, 'Paciente con fiebre y tos.', 512);
  t.equal(show(window), '<s>| Paciente| con| fiebre| y| tos|.|</s>');
  t.notOk(window.truncated);
  t.same(window.masks, []);
  t.end();
});

void t.test('a text that exactly fills the limit is whole too; one token less cuts it', (t) => {
  const text = 'Paciente con fiebre y tos.';
  t.equal(encodeStart(tokenizer, text, 8).truncated, false);
  t.equal(encodeStart(tokenizer, text, 7).truncated, true);
  t.equal(show(encodeStart(tokenizer, text, 7)), '<s>| Paciente| con| fiebre| y| tos|</s>');
  t.equal(show(encodeStart(tokenizer, text, 3)), '<s>| Paciente|</s>');
  t.end();
});

void t.test('a text of nothing is its special tokens', (t) => {
  t.equal(show(encodeStart(tokenizer, '', 512)), '<s>|</s>');
  t.equal(show(encodeMasks(tokenizer, '', 512)), '<s>|</s>');
  t.end();
});

void t.test('a limit without room for a word leaves the special tokens', { timeout: 5000 }, (t) => {
  for (const text of ['fiebre', ' fiebre', `${'\n'.repeat(1000)}fiebre`]) {
    t.equal(show(encodeStart(tokenizer, text, 2)), '<s>|</s>');
  }
  t.equal(encodeMasks(tokenizer, ' <mask>', 2), null);
  t.end();
});

void t.test('masks are found by their place in the tokens', (t) => {
  const window = encodeMasks(tokenizer, 'la <mask> física y la <mask>.', 512);
  t.equal(show(window), '<s>| la|<mask>| física| y| la|<mask>| .|</s>');
  t.same(window?.masks, [2, 6]);
  t.same(encodeStart(tokenizer, 'la <mask>', 512).masks, [2], 'at the start of a text as well');
  t.end();
});

void t.test('a text without masks is cut like any other', (t) => {
  const text = 'Paciente con fiebre y tos.';
  t.same(encodeMasks(tokenizer, text, 5), encodeStart(tokenizer, text, 5));
  t.end();
});

// Each word is one token.
const left = 'fiebre tos dolor edema';
const right = 'con sin por para';

void t.test('a long text is cut around its mask, which stands in the middle', (t) => {
  const cut = (limit: number) => show(encodeMasks(tokenizer, `${left} <mask> ${right}`, limit));
  t.equal(cut(11), '<s>| fiebre| tos| dolor| edema|<mask>| con| sin| por| para|</s>');
  t.equal(cut(9), '<s>| tos| dolor| edema|<mask>| con| sin| por|</s>');
  t.equal(cut(8), '<s>| dolor| edema|<mask>| con| sin| por|</s>');
  t.equal(cut(5), '<s>| edema|<mask>| con|</s>');
  t.equal(cut(3), '<s>|<mask>|</s>');
  t.end();
});

void t.test('near an end of the text, the other side has the room', (t) => {
  const cut = (text: string) => show(encodeMasks(tokenizer, text, 7));
  t.equal(cut(`<mask> ${left} ${right}`), '<s>|<mask>| fiebre| tos| dolor| edema|</s>');
  t.equal(cut(`${left} ${right} <mask>`), '<s>| con| sin| por| para|<mask>|</s>');
  t.equal(cut(`${left} con <mask> sin`), '<s>| dolor| edema| con|<mask>| sin|</s>');
  t.end();
});

void t.test('several masks are kept together with what is between them', (t) => {
  const text = `${left} <mask> con <mask> ${right}`;
  t.equal(show(encodeMasks(tokenizer, text, 7)), '<s>| edema|<mask>| con|<mask>| con|</s>');
  t.equal(show(encodeMasks(tokenizer, text, 5)), '<s>|<mask>| con|<mask>|</s>');
  t.equal(encodeMasks(tokenizer, text, 4), null, 'three tokens do not fit into two');
  t.end();
});

void t.test('masks at the ends of a long text never fit', (t) => {
  const between = 'fiebre '.repeat(600);
  t.equal(encodeMasks(tokenizer, `<mask> ${between} <mask>`, 512), null);
  t.equal(encodeMasks(tokenizer, `<mask> ${between.repeat(100)} <mask>`, 512), null);
  t.end();
});

void t.test('the kind of space before a far cut changes nothing', (t) => {
  for (const space of [' ', '\n', '\t', '  ', '\n\n', '\r\n', '\u00A0']) {
    const far = `fiebre${space}`.repeat(2000);
    const window = encodeMasks(tokenizer, `${far}<mask>${space}${far}`, 12);
    const near = `fiebre${space}`.repeat(20);
    t.same(
      window,
      encodeMasks(tokenizer, `${near}<mask>${space}${near}`, 12),
      JSON.stringify(space),
    );
  }
  t.end();
});

// A tokenizer needs half a second for a word of 400,000 letters: it must never see all of them.
const enormous = {
  'letters without a space': 'a'.repeat(400_000),
  spaces: ' '.repeat(400_000),
  'line breaks': '\n'.repeat(400_000),
  digits: '0'.repeat(400_000),
  dashes: '-'.repeat(400_000),
  emoji: '🙂'.repeat(200_000),
  'emoji of many parts': '👨‍👩‍👧'.repeat(50_000),
  'combining accents': `a${'\u0301'.repeat(400_000)}`,
  'special tokens': '</s>'.repeat(100_000),
};

const watched = new WatchedTokenizer();

/** Characters that an action has tokenised. */
function count(action: () => void): number {
  watched.seen.length = 0;
  action();
  return watched.seen.reduce((sum, text) => sum + text.length, 0);
}

for (const [name, text] of Object.entries(enormous)) {
  void t.test(`400,000 characters, ${name}: the start`, { timeout: 5000 }, (t) => {
    const tokenised = count(() => {
      const { tokens, truncated } = encodeStart(watched, text, 512);
      t.equal(tokens.length, 512);
      t.ok(truncated);
    });
    t.ok(tokenised < 100_000, `${tokenised} characters were tokenised`);
    t.end();
  });

  void t.test(`400,000 characters, ${name}: around a mask`, { timeout: 5000 }, (t) => {
    const tokenised = count(() => {
      const window = encodeMasks(watched, `${text}<mask>${text}`, 512);
      t.equal(window?.tokens.length, 512);
      t.equal(window?.masks.length, 1);
      t.ok(window?.truncated);
    });
    // A mask takes all the spaces before it: only then must they all be seen.
    const most = text.trim() === '' ? 2_000_000 : 100_000;
    t.ok(tokenised < most, `${tokenised} characters were tokenised`);
    t.end();
  });
}

void t.test('400,000 spaces before a mask belong to it', { timeout: 5000 }, (t) => {
  t.equal(show(encodeMasks(tokenizer, `${' '.repeat(400_000)}<mask>`, 512)), '<s>|<mask>|</s>');
  t.end();
});

void t.test('100,000 masks', { timeout: 5000 }, (t) => {
  for (const mask of ['<mask>', '<mask> ']) {
    const text = mask.repeat(100_000);
    t.equal(encodeStart(tokenizer, text, 512).masks.length, 510);
    t.equal(encodeMasks(tokenizer, text, 512), null);
  }
  t.end();
});
