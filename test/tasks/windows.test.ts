import fc from 'fast-check';
import t from 'tap';
import type { Row, RowResult } from '../../src/engine/protocol.js';
import { classify } from '../../src/tasks/classify.js';
import { findEntities } from '../../src/tasks/find-entities.js';
import type { ServedModel } from '../../src/tasks/model.js';
import { sentences, words } from '../text/sentences.js';
import { fakeModel, taskLimits } from './fake-model.js';

const labels = ['O', 'B-X', 'I-X'];

type Head = ServedModel['manifest']['model']['head'];

/** The fake model with another head, and windows of so many tokens. */
function modelWith(head: Head, rowTokens: number, result: (row: Row) => RowResult) {
  const model = fakeModel(result);
  const { manifest, limits } = model;
  return {
    ...model,
    manifest: { ...manifest, model: { ...manifest.model, head } },
    limits: { ...limits, rowTokens },
  };
}

const answerWith = (logits: readonly number[]): RowResult => ({
  masks: [],
  pooled: null,
  labels: Float32Array.from(logits),
  states: null,
});

/** What a model says that looks at each token alone. */
const byToken = (row: Row): RowResult =>
  answerWith(
    Array.from(row.tokens, (id) => labels.map((_, label) => ((id * 7) % (label + 3)) / 2)).flat(),
  );

const finder = (rowTokens: number) =>
  modelWith({ kind: 'token-classification', labels }, rowTokens, byToken);

const request = { ignoreLabels: [], truncate: false, window: null, stride: null } as const;

void t.test('what windows find together is what one window finds', async (t) => {
  const piece = fc.constantFrom(...sentences, ...words, '\n', '\n\n', '🤒', '-');
  const text = fc.array(piece, { minLength: 1, maxLength: 12 }).map((pieces) => pieces.join(' '));
  const strategies = fc.constantFrom('word', 'none', 'simple', 'first', 'average', 'max');
  await fc.assert(
    fc.asyncProperty(
      ...[text, strategies, fc.integer({ min: 3, max: 40 })],
      async (inputs, strategy, tokens) => {
        const asked = { ...request, inputs, strategy } as const;
        const windowed = await findEntities(
          finder(tokens),
          { ...taskLimits, maxWindows: 9999 },
          asked,
        );
        const whole = await findEntities(finder(10_000), taskLimits, asked);
        t.same(windowed.output, whole.output);
        t.same(windowed.truncated, []);
      },
    ),
    { numRuns: 60 },
  );
});

void t.test('windows are bounded, and a text can be cut instead', async (t) => {
  const inputs = 'tos '.repeat(200);
  const asked = { ...request, inputs, strategy: 'word' } as const;
  const model = finder(16);
  await t.rejects(findEntities(model, { ...taskLimits, maxWindows: 5 }, asked), {
    code: 'WINDOWS_TOO_MANY',
    message: /^`inputs` brings the request above 5 windows/,
  });
  await t.rejects(findEntities(model, { ...taskLimits, maxCharacters: 700 }, asked), {
    code: 'CHARACTERS_TOO_MANY',
  });
  await t.rejects(findEntities(model, taskLimits, { ...asked, stride: 4 }), {
    code: 'REQUEST_INVALID',
    message: /body\/parameters\/stride must be <= 3/,
  });
  const one = { ...asked, inputs: [inputs, 'tos'], onError: 'item' } as const;
  const { output } = await findEntities(model, { ...taskLimits, maxWindows: 5 }, one);
  t.match(output[0], { code: 'WINDOWS_TOO_MANY' });
  t.ok(Array.isArray(output[1]));
  t.equal(model.submitted.at(-1)?.rows.length, 1, 'a text that is refused is not computed');
  const cut = await findEntities(model, taskLimits, { ...asked, truncate: true });
  t.same(cut.truncated, [0]);
  t.equal(model.submitted.at(-1)?.rows.length, 1);
});

void t.test('scores of a long text are the mean by tokens, or the largest', async (t) => {
  const head = { kind: 'sequence-classification', labels: ['a', 'b'], scores: 'sigmoid' } as const;
  const text = 'tos '.repeat(23).trim();
  const model = modelWith(head, 12, ({ tokens }) => answerWith([tokens.length - 2, 0]));
  const asked = { inputs: text, topK: null, threshold: null, truncate: false } as const;
  const { output } = await classify(model, taskLimits, { ...asked, windowPooling: 'mean' });
  const lengths = (model.submitted[0]?.rows ?? []).map(({ tokens }) => tokens.length - 2);
  t.same(lengths, [10, 10, 3]);
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
  const mean = (20 * sigmoid(10) + 3 * sigmoid(3)) / 23;
  t.same(output, [
    [
      { label: 'a', score: mean },
      { label: 'b', score: 0.5 },
    ],
  ]);
  const most = await classify(model, taskLimits, {
    ...asked,
    windowPooling: 'max',
    threshold: 0.6,
  });
  t.same(most.output, [[{ label: 'a', score: sigmoid(10) }]]);
  const cut = { ...asked, truncate: true, windowPooling: 'mean' } as const;
  t.same((await classify(model, taskLimits, cut)).truncated, [0]);
});
