/** What `transformers` answers, over real HTTP: see README.md beside the cases. */
import t, { type Test } from 'tap';
import { exportFolder, goldenExports } from './exports.js';
import { startServer, type TestServer } from '../http/server.js';
import { fromRoot, readJson } from '../root.js';

interface Candidate {
  readonly score: number;
  readonly token: number;
  readonly token_str: string;
  readonly sequence: string;
}

interface Entity {
  readonly entity?: string;
  readonly entity_group?: string;
  readonly score: number;
  readonly index?: number;
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

interface Expected {
  readonly fill_mask?: readonly {
    readonly inputs: string;
    readonly parameters: { readonly top_k?: number; readonly targets?: string[] };
    readonly outputs: readonly Candidate[] | readonly (readonly Candidate[])[];
  }[];
  readonly token_classification?: readonly {
    readonly inputs: string;
    readonly parameters: { readonly aggregation_strategy: string };
    readonly outputs: readonly Entity[];
  }[];
  readonly text_classification?: readonly {
    readonly inputs: string;
    readonly outputs: readonly { readonly label: string; readonly score: number }[];
  }[];
  readonly embed?: readonly ({ readonly text: string; readonly truncated?: boolean } & Partial<
    Record<'mean' | 'cls' | 'mean_normalized' | 'cls_normalized', readonly number[]>
  >)[];
  /** What a folder of sentence-transformers says itself. */
  readonly encode?: readonly {
    readonly text: string;
    readonly truncated: boolean;
    readonly vector: readonly number[];
  }[];
  readonly tokenize?: readonly {
    readonly text: string;
    readonly ids: readonly number[];
    readonly decoded?: string;
    readonly offsets?: readonly (readonly [number, number])[];
  }[];
}

const TOLERANCE = 1e-5;
const TIE = 1e-6;

const folders = [
  'models/clinical-es-mini',
  'models/clinical-es-mini-pharmaconer',
  'test/golden/bert-cls',
  'test/golden/bert-mlm-legacy',
  'test/golden/bert-ner-bf16',
  'test/golden/camembert-mlm',
  'test/golden/distilbert-cls',
  'test/golden/distilbert-mlm',
  'test/golden/electra-cls',
  'test/golden/electra-mlm',
  'test/golden/electra-ner',
  'test/golden/roberta-cls',
  'test/golden/roberta-cls-multilabel',
  'test/golden/roberta-mlm',
  'test/golden/roberta-mlm-bin',
  'test/golden/roberta-ner',
  'test/golden/sentence-cls',
  'test/golden/sentence-lasttoken',
  'test/golden/sentence-max',
  'test/golden/sentence-mean',
  'test/golden/sentence-weightedmean',
  'test/golden/xlmr-mlm-f16',
  'test/golden/xlmr-ner',
];

for (const folder of folders) {
  const expected = readJson(`${folder}/expected.json`) as Expected;
  void t.test(folder, async (t) => {
    const server = await startServer(t, { models: fromRoot(folder) });
    await checkAll(t, server, expected);
  });
}

const exported = t.testdir();
for (const golden of goldenExports) {
  const { name, checkpoint, kind } = golden;
  const { fill_mask, ...others } = readJson(`test/golden/${checkpoint}/expected.json`) as Expected;
  const expected = kind === 'features' || fill_mask === undefined ? others : { ...others, fill_mask };
  void t.test(`ready export ${name}`, async (t) => {
    const server = await startServer(t, { models: exportFolder(exported, golden) });
    const { body } = await server.get('/info');
    t.match(body, { model_dtype: 'exported', tasks: tasksOf[kind] });
    await checkAll(t, server, expected);
  });
}

const tasksOf = {
  'masked-lm': ['fill-mask', 'feature-extraction'],
  labels: [/-classification$/, 'feature-extraction'],
  features: ['feature-extraction'],
} as const;

async function checkAll(t: Test, server: TestServer, expected: Expected): Promise<void> {
  const { tokenize: tokens, embed: vectors, encode: sentences, fill_mask: masks } = expected;
  const { text_classification: classes, token_classification: entities } = expected;
  if (tokens) {
    await t.test('tokenisation', (t) => {
      checkTokens(t, server, tokens);
      t.end();
    });
  }
  if (vectors) await t.test('embed', async (t) => checkEmbed(t, server, vectors));
  if (sentences) await t.test('its own vectors', async (t) => checkSentences(t, server, sentences));
  if (masks) await t.test('fill-mask', async (t) => checkFillMask(t, server, masks));
  if (entities) {
    await t.test('token-classification', async (t) => checkEntities(t, server, entities));
  }
  if (classes) await t.test('text-classification', async (t) => checkLabels(t, server, classes));
}

function checkTokens(
  t: Test,
  { serving }: TestServer,
  cases: NonNullable<Expected['tokenize']>,
): void {
  const { tokenizer } = serving.model;
  for (const { text, ids, decoded, offsets } of cases) {
    const found = [...tokenizer.prefix, ...tokenizer.encode(text), ...tokenizer.suffix];
    t.same(found, ids, JSON.stringify(text));
    if (offsets !== undefined) {
      const { starts, ends } = tokenizer.encodeWithOffsets(text);
      const own = offsets.slice(tokenizer.prefix.length, offsets.length - tokenizer.suffix.length);
      t.same(
        Array.from(starts, (start, index) => [start, ends[index]]),
        own,
        'offsets',
      );
    }
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
const withoutEnds = (sequence = ''): string => sequence.replace(/^(?:<s>|\[CLS\])|(?:<\/s>|\[SEP\])$/g, '').trim();

async function checkEmbed(t: Test, server: TestServer, cases: NonNullable<Expected['embed']>) {
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
  largest = Math.max(largest, await compareTokens(server, cases));
  t.comment(`largest difference of a vector's element: ${largest.toExponential(1)}`);
  t.ok(largest <= TOLERANCE, `vectors within ${TOLERANCE}`);
}

/** The largest difference of /embed_all: the first vector is the cls vector, and all have the mean. */
async function compareTokens({ post }: TestServer, cases: NonNullable<Expected['embed']>) {
  let largest = 0;
  for (const { text, mean = [], cls = [] } of cases) {
    const { body } = await post('/embed_all', { inputs: text });
    const [vectors = []] = body as number[][][];
    for (const index of mean.keys()) {
      const total = vectors.reduce((sum, vector) => sum + (vector[index] ?? NaN), 0);
      const atMean = Math.abs(total / vectors.length - (mean[index] ?? NaN));
      const atFirst = Math.abs((vectors[0]?.[index] ?? NaN) - (cls[index] ?? NaN));
      largest = Math.max(largest, atMean, atFirst);
    }
  }
  return largest;
}

/** A request that says nothing gets what the folder says. */
async function checkSentences(
  t: Test,
  server: TestServer,
  cases: NonNullable<Expected['encode']>,
) {
  let largest = 0;
  for (const { text, truncated, vector: wanted } of cases) {
    const { body, headers } = await server.post('/embed', { inputs: text });
    const [vector = []] = body as number[][];
    t.equal(vector.length, wanted.length);
    for (const [index, value] of wanted.entries()) {
      largest = Math.max(largest, Math.abs((vector[index] ?? NaN) - value));
    }
    t.equal(headers.get('x-truncated-inputs'), truncated ? '0' : null, text);
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

/** Groups have the text itself as their word; the reference puts the pieces together again. */
async function checkEntities(
  t: Test,
  server: TestServer,
  cases: NonNullable<Expected['token_classification']>,
) {
  let largest = 0;
  for (const { inputs, parameters, outputs } of cases) {
    const { body } = await server.post('/token-classification', { inputs, parameters });
    const found = body as Entity[];
    const isGroup = parameters.aggregation_strategy !== 'none';
    const known = ({ entity, entity_group, index, start, end, word }: Entity) => ({
      ...{ entity, entity_group, index, start, end },
      word: isGroup ? null : word,
    });
    t.same(found.map(known), outputs.map(known), `${parameters.aggregation_strategy}: ${inputs}`);
    for (const [index, { score, word, start, end }] of found.entries()) {
      largest = Math.max(largest, Math.abs(score - (outputs[index]?.score ?? NaN)));
      if (isGroup) t.equal(word, Array.from(inputs).slice(start, end).join(''));
    }
  }
  t.comment(`largest difference of an entity's score: ${largest.toExponential(1)}`);
  t.ok(largest <= TOLERANCE, `scores within ${TOLERANCE}`);
}
