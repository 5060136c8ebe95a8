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
});
