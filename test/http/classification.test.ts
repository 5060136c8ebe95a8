import t from 'tap';
import { fromRoot } from '../root.js';
import { startServer } from './server.js';

const TEXT = 'Fiebre 🤒 y á combinada.';

void t.test('POST /token-classification', async (t) => {
  const { post, get } = await startServer(t, { models: fromRoot('test/golden/roberta-ner') });
  const ask = (inputs: unknown, parameters: object = {}) =>
    post('/token-classification', { inputs, parameters });

  await t.test(
    'offsets count code points: an emoji is one, a combining accent one more',
    async (t) => {
      const { body } = await ask(TEXT, { ignore_labels: [] });
      const characters = Array.from(TEXT);
      for (const { word, start, end } of body as { word: string; start: number; end: number }[]) {
        t.equal(word, characters.slice(start, end).join(''));
      }
      t.equal((body as { end: number }[]).at(-1)?.end, characters.length);
    },
  );

  await t.test('a list gives a list, and what is ignored is left out', async (t) => {
    const one = await ask(TEXT);
    const two = await ask([TEXT, 'Tos.']);
    t.same((two.body as unknown[])[0], one.body);
    t.equal((two.body as unknown[]).length, 2);
    const ignored = await ask(TEXT, { ignore_labels: ['O', 'PROTEINAS', 'NORMALIZABLES'] });
    t.same(ignored.body, []);
  });

  await t.test('a text beyond the limit is cut at its end, and says so', async (t) => {
    const { headers } = await ask('Paciente con tos. '.repeat(300));
    t.equal(headers.get('x-truncated-inputs'), '0');
    const { status, body } = await ask('tos '.repeat(900), { truncate: false });
    t.equal(status, 422);
    t.match(body, { code: 'INPUT_TOO_LONG' });
  });

  await t.test('what does not fit is refused', async (t) => {
    const { status, body } = await ask(TEXT, { aggregation_strategy: 'best' });
    t.equal(status, 422);
    t.match(body, { code: 'REQUEST_INVALID', error: /"none","simple","first","average","max"/ });
    const masks = await post('/fill-mask', { inputs: 'Una <mask>.' });
    t.equal(masks.status, 422);
    t.match(masks.body, {
      code: 'TASK_UNSUPPORTED',
      error: 'The model roberta-ner cannot do fill-mask. /info tells the tasks that it can.',
    });
  });

  await t.test('/info names the tasks and the labels', async (t) => {
    t.match((await get('/info')).body, {
      tasks: ['token-classification', 'feature-extraction'],
      labels: ['O', 'B-NORMALIZABLES', 'I-NORMALIZABLES', 'B-PROTEINAS', 'I-PROTEINAS'],
    });
  });
});

void t.test('POST /text-classification', async (t) => {
  const { post } = await startServer(t, { models: fromRoot('test/golden/roberta-cls') });
  const ask = (inputs: unknown, parameters: object = {}) =>
    post('/text-classification', { inputs, parameters });

  await t.test('gives all labels, best first, of probabilities that add up to 1', async (t) => {
    const { body } = await ask(TEXT);
    const scores = (body as { score: number }[]).map(({ score }) => score);
    t.equal(scores.length, 3);
    t.same(
      scores,
      scores.toSorted((a, b) => b - a),
    );
    t.ok(Math.abs(scores.reduce((a, b) => a + b) - 1) < 1e-6);
  });

  await t.test('top_k takes the best; a list gives a list', async (t) => {
    const { body } = await ask([TEXT, 'Tos.'], { top_k: 1 });
    t.same(
      (body as unknown[][]).map(({ length }) => length),
      [1, 1],
    );
    const { status } = await ask(TEXT, { top_k: 0 });
    t.equal(status, 422);
  });

  await t.test('entities are not its task', async (t) => {
    const { status, body } = await post('/token-classification', { inputs: TEXT });
    t.equal(status, 422);
    t.match(body, { code: 'TASK_UNSUPPORTED' });
  });
});
