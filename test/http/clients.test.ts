/** The official clients of the Hub and of OpenAI, as a program uses them, against the real service. */
import { InferenceClient } from '@huggingface/inference';
import OpenAI, { NotFoundError } from 'openai';
import t from 'tap';
import { fromRoot } from '../root.js';
import { startServer } from './server.js';

void t.test('@huggingface/inference with an endpoint of its own', async (t) => {
  const { url, post } = await startServer(t);
  const clients = {
    'endpoint()': new InferenceClient().endpoint(url),
    endpointUrl: new InferenceClient('', { endpointUrl: url }),
  };
  for (const [name, client] of Object.entries(clients)) {
    await t.test(name, async (t) => {
      const masked = 'Presenta dolor <mask> intenso.';
      const filled = await client.fillMask({ inputs: masked, parameters: { top_k: 3 } });
      const body = { inputs: masked, parameters: { top_k: 3 } };
      t.same(filled, (await post('/fill-mask', body)).body);

      const inputs = ['Paciente con fiebre.', 'Dolor torácico.'];
      // The model's own task is to fill masks; its vectors lie at a path.
      const embedding = new InferenceClient().endpoint(`${url}/embed`);
      const vectors = await embedding.featureExtraction({ inputs });
      t.same(vectors, (await post('/embed', { inputs })).body);

      const sentences = { source_sentence: 'Tiene fiebre.', sentences: inputs };
      const scores = await client.sentenceSimilarity({ inputs: sentences });
      t.same(scores, (await post('/similarity', { inputs: sentences })).body);
    });
  }

  await t.test('an error tells what is wrong', async (t) => {
    const asked = clients['endpoint()'].fillMask({ inputs: 'Sin hueco.' });
    await t.rejects(asked, {
      message: /No mask_token/,
      httpResponse: { status: 422, body: { code: 'MASK_MISSING' } },
    });
  });
});

void t.test('@huggingface/inference with a model of entities', async (t) => {
  const models = fromRoot('models/clinical-es-mini-pharmaconer');
  const { url, post } = await startServer(t, { models });
  const inputs = 'Se inició tratamiento con amoxicilina y paracetamol.';
  const found = await new InferenceClient().endpoint(url).tokenClassification({ inputs });
  t.match(found, [{ entity_group: String, word: String, start: Number, end: Number }]);
  // `/` groups as the pipeline of transformers does.
  const body = { inputs, parameters: { aggregation_strategy: 'simple' } };
  t.same(found, (await post('/token-classification', body)).body);
});

void t.test('openai', async (t) => {
  const { url, post } = await startServer(t);
  const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'none', maxRetries: 0 });
  const [served] = (await client.models.list()).data;
  t.match(served, { id: 'clinical-es-mini', object: 'model' });
  const model = served?.id ?? '';
  t.same(await client.models.retrieve(model), served);

  // Without a format it asks for base64, and gives numbers.
  const input = ['Paciente con fiebre.', 'Dolor torácico.'];
  const { data, usage } = await client.embeddings.create({ model, input });
  const expected = (await post('/embed', { inputs: input })).body as number[][];
  t.same(
    data.map(({ embedding }) => embedding),
    expected.map((vector) => vector.map(Math.fround)),
  );
  t.match(usage, { prompt_tokens: Number, total_tokens: Number });
  const short = await client.embeddings.create({ model, input: 'Tos.', dimensions: 8 });
  t.equal(short.data[0]?.embedding.length, 8);

  await t.test('its own errors', async (t) => {
    const wrong = client.embeddings.create({ model: 'text-embedding-3-small', input });
    const error = await wrong.catch((reason: unknown) => reason);
    t.ok(error instanceof NotFoundError);
    t.match(error, { status: 404, code: 'model_not_found', param: 'model', requestID: String });
    await t.rejects(client.embeddings.create({ model, input: 'Tos.', dimensions: 10_000 }), {
      name: 'Error',
      status: 422,
      code: 'dimensions_too_many',
      param: 'dimensions',
    });
  });
});
