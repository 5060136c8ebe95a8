import fc from 'fast-check';
import t from 'tap';
import { readConll } from '../../src/corpus/conll.js';

const invalid = (line: number, detail: string) => new Error(`line ${line}: ${detail}`);
const read = (...lines: string[]) => readConll(lines.join('\n'), invalid);

/** The entities of one sentence, as `DRUG dos`. */
const entities = (...tags: string[]) => {
  const words = ['uno', 'dós', 'tres', 'cuatro', 'cinco'];
  return read(...tags.map((tag, index) => `${words[index]} ${tag}`)).flatMap(({ text, mentions }) =>
    mentions.map(({ label, spans: [span] }) => {
      return `${label} ${Array.from(text).slice(span?.start, span?.end).join('')}`;
    }),
  );
};

void t.test('sentences with their entities', (t) => {
  const found = read(
    ...['-DOCSTART- -X- O', '', 'Toma NN O', 'ácido NN B-DRUG', 'fólico NN I-DRUG', '. . O'],
    ...['', '', 'Tos\t_\tO', ''],
  );
  t.strictSame(found, [
    { text: 'Toma ácido fólico .', mentions: [{ label: 'DRUG', spans: [{ start: 5, end: 17 }] }] },
    { text: 'Tos', mentions: [] },
  ]);
  t.strictSame(read(''), []);
  t.end();
});

void t.test('all schemes', (t) => {
  t.same(entities('O', 'B-D', 'I-D', 'B-D', 'O'), ['D dós tres', 'D cuatro'], 'BIO');
  t.same(entities('I-D', 'I-D', 'B-D', 'I-E', 'O'), ['D uno dós', 'D tres', 'E cuatro'], 'IOB1');
  t.same(entities('B-D', 'I-D', 'L-D', 'U-D', 'O'), ['D uno dós tres', 'D cuatro'], 'BILOU');
  t.same(entities('B-D', 'E-D', 'S-D', 'S-E', 'O'), ['D uno dós', 'D tres', 'E cuatro'], 'IOBES');
  t.same(entities('O', 'I-D', 'O', 'L-E', 'I-E'), ['D dós', 'E cuatro', 'E cinco'], 'broken');
  t.end();
});

void t.test('what is no token and tag is told by its line', (t) => {
  for (const line of ['Tos', 'Tos D-DRUG', 'Tos B-', 'Tos B']) {
    t.throws(() => read('Tos O', line), { message: /^line 2: it is no token and a tag such/ });
  }
  t.end();
});

void t.test('entities written in any scheme are read back', (t) => {
  const part = fc.record({
    label: fc.constantFrom(null, 'A', 'B-C'),
    tokens: fc.array(fc.stringMatching(/^[a-zñ😀]{1,5}$/u), { minLength: 1, maxLength: 4 }),
  });
  const schemes = {
    bio: (at: number) => (at === 0 ? 'B' : 'I'),
    bilou: (at: number, of: number) =>
      of === 1 ? 'U' : at === 0 ? 'B' : at === of - 1 ? 'L' : 'I',
    iobes: (at: number, of: number) =>
      of === 1 ? 'S' : at === 0 ? 'B' : at === of - 1 ? 'E' : 'I',
  };
  fc.assert(
    fc.property(fc.array(part, { minLength: 1 }), (parts) => {
      const wanted = parts.filter(({ label }) => label !== null);
      for (const prefix of Object.values(schemes)) {
        const lines = parts.flatMap(({ label, tokens }) =>
          tokens.map((token, at) =>
            label === null ? `${token} O` : `${token} ${prefix(at, tokens.length)}-${label}`,
          ),
        );
        const [sentence] = read(...lines);
        const characters = Array.from(sentence?.text ?? '');
        t.same(
          sentence?.mentions.map(({ label, spans: [span] }) => ({
            label,
            text: characters.slice(span?.start, span?.end).join(''),
          })),
          wanted.map(({ label, tokens }) => ({ label, text: tokens.join(' ') })),
        );
      }
    }),
    { numRuns: 50 },
  );
  t.end();
});
