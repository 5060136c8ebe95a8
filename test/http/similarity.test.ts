import t from 'tap';
import { fromRoot } from '../root.js';
import { startServer } from './server.js';

void t.test('POST /similarity', async (t) => {
  const { post } = await startServer(t);
  const source = 'Paciente con fiebre y tos.';
  const sentences = ['Enfermo con tos y calentura.', 'Fractura de fémur.', source];
  const compare = (inputs: object, more: object = {}) =>
    post('/similarity', { inputs: { source_sentence: source, sentences, ...inputs }, ...more });

  await t.test('gives the cosine with each sentence, in their order', async (t) => {
    const found = (await compare({})).body as number[];
    const [first = [], ...others] = (await post('/embed', { inputs: [source, ...sentences] }))
      .body as number[][];
    t.equal(found.length, 3);
    for (const [index, other] of others.entries()) {
      const cosine = other.reduce((sum, value, at) => sum + value * (first[at] ?? NaN), 0);
      t.ok(Math.abs((found[index] ?? NaN) - cosine) < 1e-6, `${found[index]} is ${cosine}`);
    }
    t.ok(Math.abs((found[2] ?? NaN) - 1) < 1e-6, 'of a text with itself it is 1');
    t.ok(found.every((value) => Math.abs(value) <= 1));
    t.ok((found[0] ?? NaN) > (found[1] ?? NaN));
  });

  await t.test('as many sentences as a request may have texts', async (t) => {
    const many = await compare({ sentences: Array<string>(32).fill('tos') });
    t.equal((many.body as number[]).length, 32);
  });

  await t.test('long texts are cut, and told: 0 is the source', async (t) => {
    const long = 'fiebre y tos '.repeat(400);
    const one = await compare({ source_sentence: long, sentences: ['tos', long] });
    t.equal(one.headers.get('x-truncated-inputs'), '0,2');
    t.ok(Math.abs(((one.body as number[])[1] ?? NaN) - 1) < 1e-6);
    const texts = { source_sentence: `Fin. ${long}`, sentences: [long] };
    const cut = await compare(texts, { parameters: { truncation_direction: 'left' } });
    t.ok(Math.abs(((cut.body as number[])[0] ?? NaN) - 1) < 1e-6, 'both keep the same end');
  });

  const cases: readonly (readonly [string, object, object, number, object])[] = [
    [
      'an empty source',
      { source_sentence: '' },
      {},
      400,
      { code: 'INPUT_EMPTY', error: /^`inputs\.source_sentence` is empty/ },
    ],
    [
      'an empty sentence',
      { sentences: ['tos', ''] },
      {},
      400,
      { code: 'INPUT_EMPTY', error: /^`inputs\.sentences\[1\]` is empty/ },
    ],
    ['no sentences', { sentences: [] }, {}, 400, { code: 'INPUT_EMPTY' }],
    [
      '33 sentences',
      { sentences: Array<string>(33).fill('a') },
      {},
      422,
      { code: 'INPUTS_TOO_MANY', error: /^`inputs\.sentences` has 33 texts/ },
    ],
    [
      'a long text that may not be cut',
      { sentences: ['fiebre y tos '.repeat(400)] },
      { parameters: { truncate: false } },
      422,
      { code: 'INPUT_TOO_LONG', error: /^`inputs\.sentences\[0\]`/ },
    ],
    ['a text', { sentences: 'tos' }, {}, 422, { code: 'REQUEST_INVALID' }],
    ['tokens', { sentences: [[5]] }, {}, 422, { error: /sentences\/0 must be string/ }],
    [
      'an unknown key',
      { pooling: 'cls' },
      {},
      422,
      { error: /must not have other keys than [a-z_]+, [a-z_]+/ },
    ],
  ];
  for (const [name, inputs, more, status, expected] of cases) {
    await t.test(`${name}: ${status}`, async (t) => {
      const reply = await compare(inputs, more);
      t.equal(reply.status, status);
      t.match(reply.body, expected);
    });
  }
});

void t.test('a model’s own pooling decides', async (t) => {
  const { post } = await startServer(t, { models: fromRoot('test/golden/sentence-cls') });
  const texts = ['Fiebre y tos.', 'Dolor torácico.'] as const;
  const inputs = { source_sentence: texts[0], sentences: [texts[1]] };
  const [found = NaN] = (await post('/similarity', { inputs })).body as number[];
  const [a = [], b = []] = (
    await post('/embed', { inputs: texts, pooling: 'cls', normalize: true })
  ).body as number[][];
  const cosine = a.reduce((sum, value, at) => sum + value * (b[at] ?? NaN), 0);
  t.ok(Math.abs(found - cosine) < 1e-6);
});
