import t from 'tap';
import { fromRoot } from '../root.js';
import { readSamples } from '../metrics/samples.js';
import { startServer } from './server.js';

const MASKED = 'La paciente refiere dolor <mask>.';

const models = [
  `base=${fromRoot('models/clinical-es-mini')}`,
  `entidades=${fromRoot('test/golden/roberta-ner')}`,
  `etiquetas=${fromRoot('test/golden/roberta-cls')}`,
  `otra=${fromRoot('test/golden/roberta-mlm')}`,
  `rota=${fromRoot('test/golden')}`,
].join(',');

void t.test('many models at once', async (t) => {
  const { url, post, get } = await startServer(t, { models, threads: '1' });

  await t.test('a request goes to the model that it names, or to the first that can', async (t) => {
    const fill = async (model?: string) =>
      (await post('/fill-mask', { inputs: MASKED, model })).body;
    t.same(await fill(), await fill('base'));
    t.notSame(await fill(), await fill('otra'));
    const size = async (model?: string) => {
      const { body } = await post('/embed', { inputs: 'Fiebre.', model });
      return (body as number[][])[0]?.length;
    };
    t.equal(await size(), 256);
    t.equal(await size('otra'), 48, 'every model embeds');
    t.equal((await post('/token-classification', { inputs: 'Fiebre.' })).status, 200);
    t.equal((await post('/text-classification', { inputs: 'Fiebre.' })).status, 200);
    for (const path of ['/embed', '/embed_all', '/tokenize']) {
      const { status } = await post(path, { inputs: 'Fiebre.', model: 'entidades' });
      t.equal(status, 200, path);
    }
  });

  await t.test('the Hub’s clients have an address for each model', async (t) => {
    const ask = { inputs: 'Fiebre.' };
    const simple = { aggregation_strategy: 'simple' };
    t.same(
      (await post('/models/entidades', ask)).body,
      (await post('/token-classification', { ...ask, parameters: simple })).body,
    );
    t.match((await post('/models/etiquetas', ask)).body, [[{ label: String }]]);
    t.match((await post('/models/nadie', ask)).body, { code: 'MODEL_NOT_FOUND' });
    t.match((await post('/models/nadie/etiquetas', ask)).body, { code: 'MODEL_NOT_FOUND' });
    t.match((await post('/', { ...ask, model: 'etiquetas' })).body, [[{ label: String }]]);
  });

  await t.test('what cannot be is refused by name', async (t) => {
    const wrong = { inputs: MASKED, model: 'entidades' };
    t.match((await post('/fill-mask', wrong)).body, {
      code: 'TASK_UNSUPPORTED',
      error: /^fill-mask cannot be done by entidades\./,
    });
    t.match(await post('/fill-mask', { inputs: MASKED, model: 'secreto' }), {
      status: 404,
      body: { code: 'MODEL_NOT_FOUND', error: /: base, entidades, etiquetas, otra, rota\./ },
    });
    t.match(await post('/fill-mask', { inputs: MASKED, model: 'rota' }), {
      status: 500,
      body: { code: 'MODEL_FAILED', error: /^The model rota/ },
    });
  });

  await t.test('all are listed, with what became of them', async (t) => {
    const { body } = await get('/info');
    t.match(body, {
      model_id: 'base',
      models: [
        { name: 'base', state: 'ready', tasks: ['fill-mask', 'feature-extraction'], error: null },
        { name: 'entidades', state: 'ready' },
        { name: 'etiquetas', state: 'ready' },
        { name: 'otra', state: 'ready' },
        { name: 'rota', state: 'failed', tasks: [], error: 'CHECKPOINT_MISSING' },
      ],
    });
    t.match((await get('/info?model=etiquetas')).body, { model_id: 'etiquetas' });
    t.match((await get('/v1/models')).body, {
      data: ['base', 'entidades', 'etiquetas', 'otra'].map((id) => ({ id })),
    });
    t.equal((await get('/health')).status, 200);
    t.equal((await get('/health?model=otra')).status, 200);
    t.equal((await get('/health?model=rota')).status, 500);
    const samples = readSamples(await (await fetch(`${url}/metrics`)).text());
    t.equal(samples.get('mascarilla_model_loaded{model="base"}'), 1);
    t.equal(samples.get('mascarilla_model_loaded{model="rota"}'), 0);
    t.equal(samples.get('mascarilla_engines{model="otra"}'), 1);
  });

  await t.test('OpenAI’s clients choose by name too', async (t) => {
    const { body } = await post('/v1/embeddings', { input: 'Fiebre.', model: 'otra' });
    const { data } = body as { data: { embedding: number[] }[] };
    t.equal(data[0]?.embedding.length, 48);
    t.match(body, { model: 'otra' });
  });
});

void t.test('where no model can be loaded, the start is refused as for one', async (t) => {
  const nowhere = fromRoot('test/golden');
  await t.rejects(startServer(t, { models: `a=${nowhere},b=${nowhere}` }), {
    code: 'CHECKPOINT_MISSING',
  });
});

void t.test('two models with the same name of their own', async (t) => {
  const folder = fromRoot('test/golden/roberta-ner');
  const { get } = await startServer(t, { models: `${folder},${folder}`, threads: '1' });
  t.match((await get('/info')).body, {
    models: [{ state: 'ready' }, { state: 'failed', error: 'CONFIG_INVALID' }],
  });
});
