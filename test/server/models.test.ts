import t from 'tap';
import { ServiceError } from '../../src/errors.js';
import { Models, type ModelState, type NamedModel } from '../../src/server/models.js';
import type { Serving } from '../../src/server/serving.js';

/** What the choice looks at, and no more. */
const serving = (name: string, kind: string, computes = true) =>
  ({
    model: { name, manifest: { model: { head: { kind }, embeds: true } } },
    ready: () => Promise.resolve(computes),
  }) as unknown as Serving;

const ready = (name: string, kind: string, computes = true): NamedModel => {
  const state: ModelState = { kind: 'ready', serving: serving(name, kind, computes) };
  return { name, state: () => state };
};

const loading: NamedModel = { name: 'slow', state: () => ({ kind: 'loading' }) };
const failed: NamedModel = {
  name: 'broken',
  state: () => ({ kind: 'failed', code: 'CHECKPOINT_MISSING' }),
};

const base = ready('owner/base', 'masked-lm');
const entities = ready('entities', 'token-classification');
const labels = ready('labels', 'sequence-classification');

/** The name of the model that is picked, or the code of the error. */
function picked(models: readonly NamedModel[], choice: Parameters<Models['pick']>[0]): string {
  try {
    return new Models(models).pick(choice).model.name;
  } catch (error) {
    if (error instanceof ServiceError) return error.code;
    throw error;
  }
}

void t.test('without a name the first that can do the task is meant', (t) => {
  const models = [base, entities, labels];
  t.equal(picked(models, { task: 'fill-mask' }), 'owner/base');
  t.equal(picked(models, { task: 'token-classification' }), 'entities');
  t.equal(picked(models, { task: 'text-classification' }), 'labels');
  t.equal(picked(models, { task: 'feature-extraction' }), 'owner/base', 'all embed');
  t.equal(picked(models, { task: null }), 'owner/base', 'any will do');
  t.equal(picked([entities], { task: 'fill-mask' }), 'TASK_UNSUPPORTED');
  t.end();
});

void t.test('a name is the whole one, or its last part', (t) => {
  const other = ready('base', 'masked-lm');
  t.equal(picked([base], { model: 'owner/base', task: 'fill-mask' }), 'owner/base');
  t.equal(picked([base], { model: 'base', task: 'fill-mask' }), 'owner/base');
  t.equal(picked([base, other], { model: 'base', task: null }), 'base', 'the whole one goes first');
  for (const model of ['', 'owner', 'owner/', 'other/base', 'Base', '__proto__']) {
    t.equal(picked([base], { model, task: null }), 'MODEL_NOT_FOUND', model);
  }
  t.equal(
    picked([base, entities], { model: 'base', task: 'token-classification' }),
    'owner/base',
    'the task itself tells that it cannot',
  );
  t.end();
});

void t.test('nobody takes the place of a model that loads or failed', (t) => {
  t.equal(picked([loading, base], { task: 'fill-mask' }), 'ENGINE_UNAVAILABLE');
  t.equal(picked([failed, base], { task: 'fill-mask' }), 'MODEL_FAILED');
  t.equal(picked([base, loading, failed], { task: 'fill-mask' }), 'owner/base', 'before them');
  t.equal(picked([base, loading], { task: 'token-classification' }), 'ENGINE_UNAVAILABLE');
  t.equal(picked([failed, base], { model: 'base', task: 'fill-mask' }), 'owner/base', 'by name');
  t.equal(picked([failed, base], { model: 'broken', task: 'fill-mask' }), 'MODEL_FAILED');
  t.throws(() => new Models([failed, base]).pick({ task: 'fill-mask' }), {
    message: /broken.*broken, owner\/base/,
  });
  t.end();
});

void t.test('the first loaded model is described, whatever comes before it', (t) => {
  const models = new Models([failed, entities, base]);
  t.equal(models.describe(undefined).model.name, 'entities');
  t.equal(models.describe('base').model.name, 'owner/base');
  t.same(models.list(), [
    { name: 'broken', state: 'failed', tasks: [], error: 'CHECKPOINT_MISSING' },
    {
      name: 'entities',
      state: 'ready',
      tasks: ['token-classification', 'feature-extraction'],
      error: null,
    },
    { name: 'owner/base', state: 'ready', tasks: ['fill-mask', 'feature-extraction'], error: null },
  ]);
  t.throws(() => new Models([loading]).describe(undefined), { code: 'ENGINE_UNAVAILABLE' });
  t.end();
});

void t.test('one that computes is enough, once none is loading', async (t) => {
  const stuck = ready('stuck', 'masked-lm', false);
  t.equal(await new Models([stuck, base]).computes(undefined), true);
  t.equal(await new Models([stuck]).computes(undefined), false);
  t.equal(await new Models([failed, base]).computes(undefined), true);
  t.equal(await new Models([stuck, base]).computes('stuck'), false, 'the named one is asked');
  await t.rejects(new Models([base, loading]).computes(undefined), { code: 'ENGINE_UNAVAILABLE' });
  t.equal(await new Models([base, loading]).computes('base'), true);
});
