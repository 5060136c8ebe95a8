import t from 'tap';
import { startServer } from './server.js';

void t.test('POST /embed_all', async (t) => {
  const { post, url } = await startServer(t);
  const embedAll = async (body: object) => (await post('/embed_all', body)).body as number[][][];
  const text = 'Paciente con fiebre y tos.';

  await t.test('a vector for each token, whose mean is the vector of the text', async (t) => {
    const found = await embedAll({ inputs: text });
    t.equal(found.length, 1, 'a list also for one text');
    const [vectors = []] = found;
    const [tokens = []] = (await post('/tokenize', { inputs: text })).body as unknown[][];
    t.equal(vectors.length, tokens.length);
    t.ok(vectors.every(({ length }) => length === 256));
    const asked = { inputs: text, normalize: false };
    const [pooled = []] = (await post('/embed', asked)).body as number[][];
    const mean = pooled.map(
      (_, at) => vectors.reduce((sum, vector) => sum + (vector[at] ?? NaN), 0) / vectors.length,
    );
    t.ok(mean.every((value, at) => Math.abs(value - (pooled[at] ?? NaN)) < 1e-5));
  });

  await t.test('each text has the vectors that it has alone, in its order', async (t) => {
    const inputs = ['Tos.', `${text} `.repeat(9), [0, 5, 2], 'Dolor torácico.'];
    const together = await embedAll({ inputs });
    for (const [index, one] of inputs.entries()) {
      const [alone = []] = await embedAll({ inputs: [one] });
      t.equal(together[index]?.length, alone.length);
      const flat = together[index]?.flat() ?? [];
      t.ok(alone.flat().every((value, at) => Math.abs(value - (flat[at] ?? NaN)) < 1e-5));
    }
  });

  await t.test('others in the same batch get what they asked for', async (t) => {
    const alone = await post('/embed', { inputs: 'Tos.', pooling: 'cls', normalize: false });
    const [, [vectors = []], ...pooled] = await Promise.all([
      embedAll({ inputs: `${text} `.repeat(40) }),
      embedAll({ inputs: 'Tos.' }),
      ...Array.from({ length: 8 }, () =>
        post('/embed', { inputs: 'Tos.', pooling: 'cls', normalize: false }),
      ),
    ]);
    const near = (a: readonly number[] = [], b: readonly number[] = []) =>
      a.length === 256 && a.every((value, at) => Math.abs(value - (b[at] ?? NaN)) < 1e-5);
    const [cls] = alone.body as number[][];
    t.ok(near(vectors[0], cls));
    for (const { body } of pooled) t.ok(near((body as number[][])[0], cls));
  });

  await t.test('a long text is cut, and the answer tells its cost', async (t) => {
    const inputs = 'fiebre y tos '.repeat(400);
    const { headers, body } = await post('/embed_all', { inputs });
    t.equal(headers.get('x-truncated-inputs'), '0');
    t.equal(headers.get('x-compute-tokens'), '512');
    t.match(headers.get('content-type'), 'application/json');
    t.equal((body as number[][][])[0]?.length, 512);
    const refused = await post('/embed_all', { inputs, truncate: false });
    t.match(refused.body, { code: 'INPUT_TOO_LONG' });
  });

  await t.test('a client that leaves in the middle of a large answer hinders nobody', async (t) => {
    const leaving = new AbortController();
    const reply = await fetch(`${url}/embed_all`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ inputs: Array(8).fill('fiebre y tos '.repeat(400)) }),
      signal: leaving.signal,
    });
    await reply.body?.getReader().read();
    leaving.abort();
    t.equal((await embedAll({ inputs: 'Tos.' })).length, 1);
  });

  await t.test('an answer of too many numbers is refused before it is computed', async (t) => {
    const inputs = Array.from({ length: 9 }, () => 'fiebre y tos '.repeat(400));
    const { status, body } = await post('/embed_all', { inputs });
    t.equal(status, 422);
    t.match(body, { code: 'STATES_TOO_MANY', error: /have 1179648 numbers together; 1048576 are/ });
  });

  await t.test('what /embed alone understands is refused', async (t) => {
    for (const key of ['normalize', 'pooling', 'dimensions']) {
      const { status, body } = await post('/embed_all', { inputs: 'tos', [key]: 1 });
      t.equal(status, 422);
      t.match(
        body,
        { code: 'REQUEST_INVALID', error: /must not have other keys than inputs, model/ },
        key,
      );
    }
  });
});
