/** What `transformers` answers, over real HTTP: see README.md beside the cases. */
import t, { type Test } from 'tap';
import { startServer, type TestServer } from '../http/server.js';
import { fromRoot, readJson } from '../root.js';

interface Candidate {
  readonly score: number;
  readonly token: number;
  readonly token_str: string;
  readonly sequence: string;
}

interface Expected {
  readonly fill_mask?: readonly {
    readonly inputs: string;
    readonly parameters: { readonly top_k?: number; readonly targets?: string[] };
    readonly outputs: readonly Candidate[] | readonly (readonly Candidate[])[];
  }[];
  readonly text_classification?: readonly {
    readonly inputs: string;
    readonly outputs: readonly { readonly label: string; readonly score: number }[];
  }[];
  readonly embed: readonly ({ readonly text: string; readonly truncated?: boolean } & Partial<
    Record<'mean' | 'cls' | 'mean_normalized' | 'cls_normalized', readonly number[]>
  >)[];
  readonly tokenize: readonly {
    readonly text: string;
    readonly ids: readonly number[];
    readonly decoded?: string;
  }[];
}

const TOLERANCE = 1e-4;
const TIE = 1e-6;

const folders = [
  'models/clinical-es-mini',
  'test/golden/roberta-cls',
  'test/golden/roberta-mlm',
  'test/golden/xlmr-mlm-f16',
];

for (const folder of folders) {
  const expected = readJson(`${folder}/expected.json`) as Expected;
  void t.test(folder, async (t) => {
    const server = await startServer(t, { models: fromRoot(folder) });

    await t.test('tokenisation', (t) => {
      checkTokens(t, server, expected);
      t.end();
    });
    await t.test('embed', async (t) => checkEmbed(t, server, expected));
    const { fill_mask: masks, text_classification: classes } = expected;
    if (masks) await t.test('fill-mask', async (t) => checkFillMask(t, server, masks));
    if (classes) await t.test('text-classification', async (t) => checkLabels(t, server, classes));
  });
}



function checkTokens(t: Test, { serving }: TestServer, { tokenize }: Expected): void {
  const { tokenizer } = serving.model;
  for (const { text, ids, decoded } of tokenize) {
    const found = [...tokenizer.prefix, ...tokenizer.encode(text), ...tokenizer.suffix];
    t.same(found, ids, JSON.stringify(text));
    if (decoded === undefined) continue;
    const readable = ids.filter((id) => !tokenizer.isSpecial(id));
    t.equal(tokenizer.decode(readable), decoded);
  }
}

async function checkFillMask(
  t: Test,
  server: TestServer,
  cases: NonNullable<Expected['fill_mask']>,
) {
  let largest = 0;
  for (const { inputs, parameters, outputs } of cases) {
    const reply = await server.post('/fill-mask', { inputs, parameters });
    t.equal(reply.status, 200);
    const several = Array.isArray(outputs[0]);
    t.equal(Array.isArray((reply.body as unknown[])[0]), several, 'one level more for several masks');
    const found = flatten(reply.body);
    const wanted = flatten(outputs);
    t.equal(found.length, wanted.length, inputs);
    for (const [index, want] of wanted.entries()) {
      const got = found[index];
      if (got === undefined) continue;
      largest = Math.max(largest, Math.abs(got.score - want.score));
      const twins = wanted.filter(({ score }) => Math.abs(score - want.score) <= TIE);
      const twin = twins.find(({ token }) => token === got.token);
      t.ok(twin, `${inputs}: ${got.token} in the place of ${want.token}`);
      t.equal(got.token_str, twin?.token_str);
      if (several) t.equal(got.sequence.trim(), withoutEnds(twin?.sequence));
      else t.equal(got.sequence, twin?.sequence);
    }
  }
  t.comment(`largest difference of a score: ${largest.toExponential(1)}`);
  t.ok(largest <= TOLERANCE, `scores within ${TOLERANCE}`);
}

/** The candidates of one text, whether it has one mask or several. */
const flatten = (answer: unknown): Candidate[] => (answer as Candidate[][]).flat();

/** With several masks, the reference shows the special tokens around the text; we do not. */
const withoutEnds = (sequence = ''): string => sequence.replace(/^<s>|<\/s>$/g, '').trim();

async function checkEmbed(t: Test, server: TestServer, { embed: cases }: Expected) {
  let largest = 0;
  for (const one of cases) {
    for (const pooling of ['mean', 'cls'] as const) {
      for (const normalize of [true, false]) {
        const wanted = one[normalize ? (`${pooling}_normalized` as const) : pooling];
        if (wanted === undefined) continue;
        const asked = { inputs: one.text, pooling, normalize };
        const { body, headers } = await server.post('/embed', asked);
        const [vector = []] = body as number[][];
        t.equal(vector.length, wanted.length);
        for (const [index, value] of wanted.entries()) {
          largest = Math.max(largest, Math.abs((vector[index] ?? NaN) - value));
        }
        t.equal(headers.get('x-truncated-inputs'), one.truncated === true ? '0' : null);
      }
    }
  }
  t.comment(`largest difference of a vector's element: ${largest.toExponential(1)}`);
  t.ok(largest <= TOLERANCE, `vectors within ${TOLERANCE}`);
}

async function checkLabels(
  t: Test,
  server: TestServer,
  cases: NonNullable<Expected['text_classification']>,
) {
  let largest = 0;
  for (const { inputs, outputs } of cases) {
    const { body } = await server.post('/text-classification', { inputs });
    const found = body as typeof outputs;
    t.same(
      found.map(({ label }) => label),
      outputs.map(({ label }) => label),
      inputs,
    );
    for (const [index, { score }] of outputs.entries()) {
      largest = Math.max(largest, Math.abs(score - (found[index]?.score ?? NaN)));
    }
  }
  t.comment(`largest difference of a label's score: ${largest.toExponential(1)}`);
  t.ok(largest <= TOLERANCE, `scores within ${TOLERANCE}`);
}
