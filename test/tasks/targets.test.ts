import t from 'tap';
import { findTargets, findWord, readTargets } from '../../src/tasks/targets.js';
import { wordPiece } from '../text/checkpoints.js';
import { idsOf, tokenizer, WatchedTokenizer } from '../text/bundled.js';

const find = (targets: string | readonly string[]) => findTargets(tokenizer, readTargets(targets));

void t.test('a target is a piece of the vocabulary, exactly as it is written there', (t) => {
  t.same(find(['Ġfiebre']), idsOf('Ġfiebre'));
  t.same(find(['tos']), idsOf('tos'), 'the end of a word, because the vocabulary has it');
  t.same(find(['<mask>']), idsOf('<mask>'));
  t.end();
});

void t.test('else the first token of the word', (t) => {
  t.same(find(['fiebre']), idsOf('Ġfiebre'));
  t.same(find(['fiebre y tos']), idsOf('Ġfiebre'));
  t.same(
    find(['electroencefalografista']),
    tokenizer.encode('electroencefalografista').slice(0, 1),
  );
  t.same(find(['🙂']), idsOf('Ġ'), 'whatever that is');
  t.end();
});

void t.test('one word may stand alone', (t) => {
  t.same(find('fiebre'), find(['fiebre']));
  t.end();
});

void t.test('targets keep their order, and each token comes once', (t) => {
  t.same(find(['Ġtos', 'fiebre', 'Ġfiebre', 'dolor', 'Ġtos']), idsOf('Ġtos', 'Ġfiebre', 'Ġdolor'));
  t.end();
});

void t.test('no target is refused', (t) => {
  t.throws(() => find([]), {
    code: 'TARGETS_EMPTY',
    message: 'At least one target must be provided when passed.',
  });
  t.end();
});

void t.test('1000 targets are allowed', (t) => {
  t.equal(find(Array.from({ length: 1000 }, () => 'tos')).length, 1);
  const message = /^`targets` has 1001 words; 1000 are allowed\./;
  t.throws(() => find(Array.from({ length: 1001 }, () => 'tos')), {
    code: 'TARGETS_TOO_MANY',
    message,
  });
  t.end();
});

void t.test('a target that gives no token is refused by its index', (t) => {
  const code = 'TARGET_UNKNOWN';
  t.throws(() => find(''), { code, message: /^`targets\[0\]` / });
  t.throws(() => find(['tos', '']), { code, message: /^`targets\[1\]` / });
  t.throws(() => find(['tos', '\uD83D']), { code, message: /^`targets\[1\]` / }, 'half an emoji');
  t.end();
});

void t.test('a word of megabytes is not tokenised to find its first token', (t) => {
  const watched = new WatchedTokenizer();
  const word = 'fiebre'.repeat(300_000);
  watched.seen.length = 0;
  t.same(findTargets(watched, [word]), tokenizer.encode('fiebre'.repeat(40)).slice(0, 1));
  t.ok((watched.seen[0]?.length ?? 0) < 1000);
  t.end();
});

void t.test('a word that the vocabulary lacks has no probability', (t) => {
  const code = 'TARGET_UNKNOWN';
  t.ok(wordPiece.encode('\u{1F642}').includes(wordPiece.unknownId ?? NaN));
  t.throws(() => findWord(wordPiece, 'con ', '\u{1F642}', 0), { code });
  t.end();
});

const piecesOf = (before: string, word: string) =>
  tokenizer.tokens(findWord(tokenizer, before, word, 0));

void t.test('as a word, a target has the tokens that it would have in its place', (t) => {
  t.same(piecesOf('dolor con ', 'fiebre'), ['Ġfiebre']);
  t.same(piecesOf('dolor con\n', 'fiebre'), ['Ġfiebre']);
  t.same(piecesOf('(', 'tos'), ['tos'], 'no space, no token with a space');
  t.same(piecesOf('con ', ' tos '), ['Ġtos'], 'spaces around it are not part of a word');
  t.same(
    findWord(tokenizer, 'un ', 'electroencefalografista', 0),
    tokenizer.encode(' electroencefalografista'),
    'all of them',
  );
  t.end();
});

void t.test('a word that gives no token, or is no word, is refused by its index', (t) => {
  for (const word of ['', '  ', '\uD83D', '<mask>']) {
    const message = /^`targets\[3\]` gives no token/;
    t.throws(() => findWord(tokenizer, '', word, 3), { code: 'TARGET_UNKNOWN', message }, word);
  }
  const long = 'paciente con fiebre y tos '.repeat(4);
  const message = /^`targets\[1\]` has 20 tokens; words of 16/;
  t.throws(() => findWord(tokenizer, '', long, 1), { code: 'TARGET_TOO_LONG', message });
  t.throws(() => findWord(tokenizer, '', 'fiebre'.repeat(300_000), 1), { code: 'TARGET_TOO_LONG' });
  t.end();
});
