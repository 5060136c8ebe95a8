/** The bundled model in the lower precisions, beside itself in fp32. */
import t from 'tap';
import { startServer, type TestServer } from './server.js';

const EXAMPLE = 'El único antecedente personal a reseñar era la <mask> arterial.';

const mixed = [
  EXAMPLE,
  'Se pautó <mask>.',
  `${'Paciente con fiebre y tos de tres días de evolución. '.repeat(12)}Se pautó <mask>.`,
  'Acude a urgencias por <mask> abdominal de varias horas de evolución.',
];

interface Candidate {
  readonly score: number;
  readonly token_str: string;
}

const fill = async ({ post }: TestServer, inputs: string): Promise<readonly Candidate[]> =>
  (await post('/fill-mask', { inputs })).body as Candidate[];

const fillAll = async ({ post }: TestServer): Promise<readonly (readonly Candidate[])[]> =>
  (await post('/fill-mask', { inputs: mixed })).body as Candidate[][];

const embedAll = async ({ post }: TestServer, inputs: readonly string[]): Promise<number[][]> =>
  (await post('/embed', { inputs })).body as number[][];

const furthest = (a: readonly number[] = [], b: readonly number[] = []): number =>
  Math.max(...a.map((value, index) => Math.abs(value - (b[index] ?? NaN))));

/** How far scores and elements of vectors may be from fp32. */
const tolerances = { int8: { score: 0.05, element: 0.01 }, fp16: { score: 2e-3, element: 5e-4 } };

void t.test('the lower precisions', async (t) => {
  const home = t.testdir();
  const start = (precision: string) =>
    startServer(t, { precision, mascarillaHome: home, threads: '1' });
  const reference = await start('fp32');
  const expected = await fillAll(reference);
  const vectors = await embedAll(reference, mixed);
  t.match((await reference.get('/info')).body, { agreement: null, integer_sums: null });

  for (const precision of ['int8', 'fp16'] as const) {
    const { element, score } = tolerances[precision];
    await t.test(precision, async (t) => {
      const server = await start(precision);

      await t.test('answers nearly as fp32', async (t) => {
        for (const [index, candidates] of (await fillAll(server)).entries()) {
          const [first] = expected[index] ?? [];
          // Not always as the first: two words can be as probable.
          const same = candidates.find(({ token_str: word }) => word === first?.token_str);
          const apart = Math.abs((same?.score ?? NaN) - (first?.score ?? NaN));
          t.ok(apart < score, `${apart} for the first candidate of text ${index}`);
        }
        for (const [index, vector] of (await embedAll(server, mixed)).entries()) {
          const apart = furthest(vector, vectors[index]);
          t.ok(apart > 0 && apart < element, `${apart} for the vector of text ${index}`);
        }
      });

      await t.test('a text is answered as if it were alone', async (t) => {
        const together = await fillAll(server);
        const embedded = await embedAll(server, mixed);
        for (const [index, text] of mixed.entries()) {
          const alone = (await fill(server, text)).map(({ score }) => score);
          const inCompany = together[index]?.map(({ score }) => score);
          t.ok(furthest(alone, inCompany) < 1e-6, `scores of text ${index}`);
          const [vector] = await embedAll(server, [text]);
          t.ok(furthest(vector, embedded[index]) < 1e-6, `vector of text ${index}`);
        }
      });

      await t.test('GET /info tells the precision, and how near it comes to fp32', async (t) => {
        const { body } = await server.get('/info');
        t.match(body, {
          model_dtype: precision,
          agreement: { texts: 300, decisions: 1200, cosine: Number, least_cosine: Number },
        });
        const { agreement, integer_sums: sums } = body as {
          readonly agreement: { readonly same: number; readonly divergence: number };
          readonly integer_sums: string | null;
        };
        // All the same would be no wonder in fp16, and suspicious in int8.
        if (precision === 'fp16') t.ok(agreement.same >= 0.99);
        else t.ok(agreement.same >= 0.95 && agreement.same < 1);
        t.ok(agreement.divergence > 0 && agreement.divergence < 0.01);
        if (precision === 'fp16') t.equal(sums, null);
        else t.ok(sums === 'exact' || sums === 'overflowing');
      });
    });
  }
});
