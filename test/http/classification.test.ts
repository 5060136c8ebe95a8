import t from 'tap';
import { fromRoot } from '../root.js';
import { startServer } from './server.js';

const TEXT = 'Fiebre 🤒 y á combinada.';

void t.test('POST /token-classification', async (t) => {
  const { post, get, url } = await startServer(t, {
    models: fromRoot('test/golden/roberta-ner'),
  });
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

  await t.test('a long text is answered whole, in windows, unless it is to be cut', async (t) => {
    const long = 'Paciente con tos. '.repeat(300);
    const whole = await ask(long, { ignore_labels: [] });
    t.equal(whole.headers.get('x-truncated-inputs'), null);
    t.equal((whole.body as { end: number }[]).at(-1)?.end, long.trimEnd().length);
    t.ok(Number(whole.headers.get('x-compute-tokens')) > 600);
    const cut = await ask(long, { ignore_labels: [], truncate: true });
    t.equal(cut.headers.get('x-truncated-inputs'), '0');
    const refused = await ask(long, { stride: 100 });
    t.match(refused.body, {
      code: 'REQUEST_INVALID',
      error: /body\/parameters\/stride must be <= /,
    });
  });

  await t.test('/ner is another name; POST / answers as the reference, simple', async (t) => {
    const { body } = await ask(TEXT);
    t.same((await post('/ner', { inputs: TEXT })).body, body);
    t.same((await ask(TEXT, { aggregation_strategy: 'word' })).body, body);
    const simple = await ask(TEXT, { aggregation_strategy: 'simple', ignore_labels: [] });
    const parameters = { ignore_labels: [] };
    t.same((await post('/', { inputs: TEXT, parameters })).body, simple.body);
  });

  await t.test('brat and BioC', async (t) => {
    const parameters = { format: 'brat', ignore_labels: [] };
    const reply = await fetch(`${url}/ner`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ inputs: TEXT, parameters }),
    });
    t.equal(reply.headers.get('content-type'), 'text/plain; charset=utf-8');
    t.match(reply.headers.get('x-compute-tokens'), /^\d+$/);
    const file = await reply.text();
    t.match(file, /^T1\t\S+ 0 \d+\t.*\n/);
    t.same((await ask([TEXT], parameters)).body, [file]);
    const { body, headers } = await ask([TEXT, ''], { format: 'bioc', on_error: 'item' });
    t.match(body, {
      source: 'roberta-ner',
      documents: [{ passages: [{ text: TEXT }] }, { infons: { code: 'INPUT_EMPTY' } }],
    });
    t.equal(headers.get('x-failed-inputs'), '1');
  });

  await t.test('what does not fit is refused', async (t) => {
    const { status, body } = await ask(TEXT, { aggregation_strategy: 'best' });
    t.equal(status, 422);
    t.match(body, {
      code: 'REQUEST_INVALID',
      error: /"word","none","simple","first","average","max"/,
    });
    const masks = await post('/fill-mask', { inputs: 'Una <mask>.' });
    t.equal(masks.status, 422);
    t.match(masks.body, {
      code: 'TASK_UNSUPPORTED',
      error: /^fill-mask cannot be done by roberta-ner/,
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

  await t.test('long texts are answered in windows; /classify is another name', async (t) => {
    const long = 'Paciente con tos. '.repeat(300);
    const whole = await ask(long);
    t.equal(whole.headers.get('x-truncated-inputs'), null);
    const scores = (whole.body as { score: number }[]).map(({ score }) => score);
    t.ok(Math.abs(scores.reduce((a, b) => a + b) - 1) < 1e-6);
    t.equal((await ask(long, { truncate: true })).headers.get('x-truncated-inputs'), '0');
    const best = await post('/classify', { inputs: TEXT, parameters: { threshold: 1 } });
    t.same(best.body, []);
  });

  await t.test('entities are not its task', async (t) => {
    const { status, body } = await post('/token-classification', { inputs: TEXT });
    t.equal(status, 422);
    t.match(body, { code: 'TASK_UNSUPPORTED' });
  });
});
