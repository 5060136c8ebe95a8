/**
 * The model's own task at `/`. Requests have the shapes in which @huggingface/inference 4.13 sends
 * them to an endpoint of one's own, or older clients did.
 */
import t from 'tap';
import { fromRoot } from '../root.js';
import { startServer } from './server.js';

void t.test('a masked-LM model fills masks', async (t) => {
  const { post } = await startServer(t);
  const inputs = 'El dolor era <mask>.';
  const wanted = (await post('/fill-mask', { inputs })).body;

  await t.test('as /fill-mask does, for a text or a list', async (t) => {
    t.same((await post('/', { inputs })).body, wanted);
    t.same((await post('/', { inputs, parameters: {} })).body, wanted);
    t.same((await post('/', { inputs: [inputs] })).body, [wanted]);
    const { body } = await post('/', { inputs, parameters: { top_k: 1, targets: ['Ġagudo'] } });
    t.match(body, [{ token_str: ' agudo', score: Number, sequence: String }]);
  });

  await t.test('options of older clients are taken, and not used', async (t) => {
    const options = { wait_for_model: true, use_cache: false };
    t.same((await post('/', { inputs, options })).body, wanted);
  });

  await t.test('the headers of an answer are there', async (t) => {
    const { headers } = await post('/', { inputs });
    t.match(headers.get('x-compute-tokens'), /^\d+$/);
    const long = await post('/', { inputs: `${inputs} ${'fiebre y tos '.repeat(400)}` });
    t.equal(long.headers.get('x-truncated-inputs'), '0');
  });

  await t.test('texts are compared where that is asked', async (t) => {
    const inputs = { source_sentence: 'Fiebre.', sentences: ['Tos.', 'Fiebre.'] };
    t.same((await post('/', { inputs })).body, (await post('/similarity', { inputs })).body);
  });

  const cases: readonly (readonly [string, unknown, number, object])[] = [
    ['no inputs', {}, 422, { code: 'REQUEST_INVALID', error: /property 'inputs'/ }],
    ['inputs of a number', { inputs: 7 }, 422, { error: /body\/inputs must be string or array/ }],
    ['another object', { inputs: { text: 'tos' } }, 422, { code: 'REQUEST_INVALID' }],
    [
      'half a comparison',
      { inputs: { source_sentence: 'tos' } },
      422,
      { error: /inputs must have required property 'sentences'/ },
    ],
    [
      'an unknown parameter',
      { inputs, parameters: { k: 1 } },
      422,
      { error: /body\/parameters must not have other keys than [a-z_]+, [a-z_]+/ },
    ],
    [
      'an unknown key',
      { inputs, stream: true },
      422,
      { error: /other keys than inputs, parameters/ },
    ],
    ['parameters of another task', { inputs, normalize: true }, 422, { code: 'REQUEST_INVALID' }],
    ['options that are no object', { inputs, options: 1 }, 422, { code: 'REQUEST_INVALID' }],
    ['no mask', { inputs: 'tos' }, 422, { code: 'MASK_MISSING' }],
    ['an empty text', { inputs: '' }, 400, { code: 'INPUT_EMPTY' }],
  ];
  for (const [name, body, status, expected] of cases) {
    await t.test(`${name}: ${status}`, async (t) => {
      const reply = await post('/', body);
      t.equal(reply.status, status);
      t.match(reply.body, expected);
    });
  }
});

void t.test('a token classifier finds entities', async (t) => {
  const { post } = await startServer(t, { models: fromRoot('test/golden/roberta-ner') });
  const inputs = 'Se inició tratamiento con amoxicilina.';
  const parameters = { aggregation_strategy: 'none', ignore_labels: [] };
  const asked = { inputs, parameters };
  const { body } = await post('/', asked);
  t.same(body, (await post('/token-classification', asked)).body);
  t.match(body, [{ entity: String, word: String, start: Number, end: Number, score: Number }]);
  t.same((await post('/', { inputs: [inputs], parameters })).body, [body]);
});

void t.test('a sequence classifier gives labels, in a list for each text', async (t) => {
  const { post } = await startServer(t, { models: fromRoot('test/golden/roberta-cls') });
  const inputs = 'No refiere fiebre.';
  const labels = (await post('/text-classification', { inputs })).body;
  t.same((await post('/', { inputs })).body, [labels]);
  t.same((await post('/', { inputs: [inputs, inputs] })).body, [labels, labels]);
  t.equal(((await post('/', { inputs, parameters: { top_k: 1 } })).body as [[]])[0].length, 1);
});

void t.test('a model without a head gives vectors', async (t) => {
  const { post } = await startServer(t, { models: fromRoot('test/golden/sentence-mean') });
  const inputs = 'Dolor torácico.';
  const own = (await post('/embed', { inputs })).body;
  t.same((await post('/', { inputs })).body, own);
  t.same((await post('/', { inputs: [inputs] })).body, own);
  const raw = (await post('/embed', { inputs, normalize: false, truncate: true })).body;
  t.notSame(raw, own);
  t.same((await post('/', { inputs, normalize: false, truncate: true })).body, raw);
  t.same((await post('/', { inputs, parameters: { normalize: false } })).body, raw);
  const { body } = await post('/', { inputs, parameters: { top_k: 1 } });
  t.match(body, {
    code: 'REQUEST_INVALID',
    error: /must not have other keys than [a-z_]+, [a-z_]+/,
  });
});
