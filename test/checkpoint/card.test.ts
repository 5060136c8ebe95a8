import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import t from 'tap';

import { MAX_CARD_LENGTH, parseModelCard } from '../../src/checkpoint/card.js';

const empty = { license: null, languages: [], tags: [], intendedUse: null };

void t.test('the bundled model: everything is there', (t) => {
  const file = new URL('../../../models/clinical-es-mini/README.md', import.meta.url);
  const card = parseModelCard(readFileSync(file, 'utf8'));
  t.match(card, {
    license: 'apache-2.0',
    languages: ['es'],
    tags: ['biomedical', 'clinical', 'spanish', 'roberta'],
    intendedUse: /^Fill-mask and demonstrations.*It is not a medical device.*high scores\.$/s,
  });
  t.end();
});

void t.test('a card in the form of the published Spanish clinical models', (t) => {
  const card = parseModelCard(`---
language:
- es
- en
tags:
- biomedical
- 2024
license: apache-2.0
widget:
- text: "El único antecedente personal a reseñar era la <mask> arterial."
---

# Biomedical-clinical language model for Spanish

## Table of contents
- [Intended uses and limitations](#intended-use)

## Model description
Not this.

## Intended uses and limitations
Ready for fill-mask only.

## How to use
\`\`\`python
# Intended uses and limitations
print("not this either")
\`\`\`

## Limitations and bias
No measures have been taken
to estimate the bias.

## Training
Nor this.
`);
  t.strictSame(card, {
    license: 'apache-2.0',
    languages: ['es', 'en'],
    tags: ['biomedical'],
    intendedUse: 'Ready for fill-mask only.\n\nNo measures have been taken\nto estimate the bias.',
  });
  t.end();
});

void t.test('the titles that count', (t) => {
  const isWanted = (title: string) => parseModelCard(`${title}\ntext`).intendedUse === 'text';
  for (const title of [
    '# Intended uses & limitations',
    '## **Intended Use**',
    '### Limitations and bias ###',
    '## Bias, Risks, and Limitations',
    '### Out-of-Scope Use',
    '### Direct Use',
    '## Uses',
    '## Usos previstos y limitaciones',
    '## Limitaciones y sesgos',
  ]) {
    t.ok(isWanted(title), title);
  }
  for (const title of [
    '## How to use',
    '## Usage',
    '## Evaluation',
    '#Intended use',
    'Intended use',
    '## Unbiased sampling',
    '####### Limitations',
  ]) {
    t.notOk(isWanted(title), title);
  }
  t.end();
});

void t.test('a section ends at the next heading, also a lower one', (t) => {
  const card = parseModelCard(
    '## Intended uses\nfirst\n### How to use\ncode\n### Limitations\nsecond\n# Training\nthird',
  );
  t.equal(card.intendedUse, 'first\n\nsecond');
  t.end();
});

void t.test('what the template left behind is not content', (t) => {
  const card = parseModelCard(`## Uses
<!-- Address questions around
how the model is intended to be used. -->
[More Information Needed]
## Limitations
Known: <!-- a --> some<!-- b -->.`);
  t.equal(card.intendedUse, 'Known:  some.');
  t.equal(parseModelCard('## Uses\n\n[More Information Needed]').intendedUse, null);
  t.end();
});

void t.test('line endings and a byte order mark change nothing', (t) => {
  const card = '---\nlicense: mit\n---\n## Limitations\nnone\n';
  const expected = { ...empty, license: 'mit', intendedUse: 'none' };
  t.strictSame(parseModelCard(card), expected);
  t.strictSame(parseModelCard(card.replaceAll('\n', '\r\n')), expected);
  t.strictSame(parseModelCard(`\uFEFF${card}`), expected);
  t.end();
});

void t.test('front matter that cannot be read leaves the rest', (t) => {
  const body = '## Limitations\nnone';
  for (const yaml of [
    'license: [',
    'license: {a: b}',
    '- a list',
    'just text',
    '',
    'language: no: yes',
    'license: *unknown',
    'license: !!binary "%"',
    '%YAML 9.9',
  ]) {
    t.strictSame(
      parseModelCard(`---\n${yaml}\n---\n${body}`),
      { ...empty, intendedUse: 'none' },
      yaml,
    );
  }
  t.strictSame(parseModelCard(`---\nlicense: mit\n${body}`).license, null, 'no end of the block');
  t.strictSame(parseModelCard(`text\n---\nlicense: mit\n---\n`).license, null, 'not at the start');
  t.strictSame(
    parseModelCard('---\nlanguage: no\n---\n').languages,
    ['no'],
    'Norwegian, not false',
  );
  t.strictSame(
    parseModelCard('---\nlicense: a\nlicense: b\n---\n').license,
    'b',
    'the last of two',
  );
  t.end();
});

void t.test('large and hostile cards cost little', (t) => {
  const anchors = Array.from({ length: 30 }, (_, level) =>
    level === 0 ? 'a0: &a0 [x]' : `a${level}: &a${level} [*a${level - 1}, *a${level - 1}]`,
  );
  const cases: readonly (readonly [string, string])[] = [
    ['aliases that double', anchors.join('\n')],
    ['deep nesting', `license: ${'['.repeat(100_000)}`],
    ['an error at every character', '"'.repeat(200_000)],
    ['front matter too long to be any', `license: mit\n${'# \n'.repeat(70_000)}`],
    ['comments that never end', `---\n## Uses\n${'<!--'.repeat(200_000)}`],
    ['many lines', `---\n${'\n'.repeat(900_000)}`],
  ];
  // What took quadratic time would end in tap's time-out.
  for (const [name, text] of cases) {
    t.strictSame(parseModelCard(`---\n${text}\n---\n`), empty, name);
  }
  t.strictSame(parseModelCard(`---\nlicense: mit\n---\n${' '.repeat(MAX_CARD_LENGTH)}`), empty);
  const long = parseModelCard(`## Uses\n${'😀'.repeat(6000)}`).intendedUse ?? '';
  t.equal(long.length, 10_001);
  t.ok(parseModelCard(`## Uses\n.${'😀'.repeat(6000)}`).intendedUse?.endsWith('😀…'));
  t.end();
});

void t.test('no text makes it throw', (t) => {
  const piece = fc.constantFrom(
    '---\n',
    'license: ',
    '## Uses\n',
    '<!--',
    '-->',
    '```\n',
    '- &a *a\n',
    '\n',
  );
  const property = fc.property(
    fc.array(fc.oneof(piece, fc.string({ unit: 'binary' }))),
    (pieces) => {
      parseModelCard(pieces.join(''));
      parseModelCard(`---\n${pieces.join('')}\n---\n`);
    },
  );
  t.doesNotThrow(() => {
    fc.assert(property, { numRuns: 500 });
  });
  t.end();
});
