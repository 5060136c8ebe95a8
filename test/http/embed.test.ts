import t from 'tap';
import { startServer } from './server.js';

const length = (vector: readonly number[]): number =>
  Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));

void t.test('POST /embed', async (t) => {
  const { post } = await startServer(t);
  const embed = async (body: object): Promise<number[][]> =>
    (await post('/embed', body)).body as number[][];

  await t.test('gives a list of vectors of length 1, also for one text', async (t) => {
    const vectors = await embed({ inputs: 'Paciente con fiebre y tos.' });
    t.equal(vectors.length, 1);
    t.equal(vectors[0]?.length, 256);
    t.ok(Math.abs(length(vectors[0] ?? []) - 1) < 1e-6);
  });

  await t.test('normalize: false gives the mean itself', async (t) => {
    const [raw = []] = await embed({ inputs: 'Dolor torácico.', normalize: false });
    const [unit = []] = await embed({ inputs: 'Dolor torácico.' });
    const size = length(raw);
    t.ok(size > 1.01 || size < 0.99, 'not normalised');
    t.ok(raw.every((value, index) => Math.abs(value / size - (unit[index] ?? NaN)) < 1e-6));
  });

  await t.test('pooling chooses the mean or the first token', async (t) => {
    const [mean = []] = await embed({ inputs: 'Dolor torácico.' });
    const [cls = []] = await embed({ inputs: 'Dolor torácico.', pooling: 'cls' });
    t.ok(mean.some((value, index) => Math.abs(value - (cls[index] ?? NaN)) > 1e-3));
  });

  await t.test('a list keeps its order, whatever the lengths', async (t) => {
    const inputs = ['Tos.', 'Paciente con fiebre y tos de tres días. '.repeat(9), 'Dolor.', 'Tos.'];
    const together = await embed({ inputs });
    t.equal(together.length, 4);
    for (const [index, text] of inputs.entries()) {
      const [alone = []] = await embed({ inputs: text });
      t.ok(
        alone.every((value, at) => Math.abs(value - (together[index]?.[at] ?? NaN)) < 1e-5),
        `text ${index} is answered as if alone`,
      );
    }
  });

  await t.test('a text beyond the limit is cut at its end, and the answer says so', async (t) => {
    const start = 'Paciente con fiebre y tos. '.repeat(120);
    const one = await post('/embed', { inputs: ['Tos.', start + 'Fin distinto.'] });
    const other = await post('/embed', { inputs: ['Tos.', start + 'Otro final, y más largo.'] });
    t.equal(one.headers.get('x-truncated-inputs'), '1');
    t.same(one.body, other.body);
    const refused = await post('/embed', { inputs: start, truncate: false });
    t.equal(refused.status, 422);
    t.match(refused.body, { code: 'INPUT_TOO_LONG', error: /^`inputs` has more than/ });
  });

  await t.test('or at its start', async (t) => {
    const end = ' Paciente con fiebre y tos.'.repeat(120);
    const cut = (start: string) =>
      post('/embed', { inputs: start + end, truncation_direction: 'left' });
    const one = await cut('Un principio.');
    t.equal(one.headers.get('x-truncated-inputs'), '0');
    t.same(one.body, (await cut('Otro principio, y más largo.')).body);
    t.notSame(one.body, (await post('/embed', { inputs: `Un principio.${end}` })).body);
  });

  await t.test('the tokens of a text have its vector; special tokens are not added', async (t) => {
    const inputs = 'Paciente con fiebre y tos.';
    const [ids = []] = ((await post('/tokenize', { inputs })).body as { id: number }[][]).map(
      (tokens) => tokens.map(({ id }) => id),
    );
    const own = await embed({ inputs });
    t.same(await embed({ inputs: ids }), own);
    t.same(await embed({ inputs: [ids] }), own);
    t.notSame(await embed({ inputs: ids.slice(1, -1) }), own);
    t.equal((await embed({ inputs: [ids, 'Dolor.', [5]] })).length, 3);
  });

  await t.test('dimensions gives the first elements, scaled after the cut', async (t) => {
    const [raw = []] = await embed({ inputs: 'Dolor.', normalize: false });
    t.same(await embed({ inputs: 'Dolor.', normalize: false, dimensions: 8 }), [raw.slice(0, 8)]);
    const [short = []] = await embed({ inputs: 'Dolor.', dimensions: 8 });
    t.equal(short.length, 8);
    t.ok(Math.abs(length(short) - 1) < 1e-6);
  });

  const refused: readonly (readonly [string, object, object])[] = [
    ['dimensions above all', { dimensions: 257 }, { code: 'DIMENSIONS_TOO_MANY' }],
    ['dimensions of 0', { dimensions: 0 }, { code: 'REQUEST_INVALID' }],
    ['another direction', { truncation_direction: 'up' }, { error: /one of \["left","right"\]/ }],
    ['a prompt', { prompt_name: 'query' }, { code: 'PROMPT_UNKNOWN' }],
    ['a foreign token', { inputs: [5, 16_000] }, { code: 'TOKEN_UNKNOWN' }],
    ['a token beside a text', { inputs: ['tos', 5] }, { code: 'REQUEST_INVALID' }],
    ['true', { inputs: ['tos', true] }, { error: /inputs\/1 must be string or integer or array/ }],
  ];
  for (const [name, body, expected] of refused) {
    await t.test(`${name}: 422`, async (t) => {
      const reply = await post('/embed', { inputs: 'tos', ...body });
      t.equal(reply.status, 422);
      t.match(reply.body, expected);
    });
  }

  await t.test('prompt_name of null is none', async (t) => {
    t.equal((await post('/embed', { inputs: 'tos', prompt_name: null })).status, 200);
  });
});
