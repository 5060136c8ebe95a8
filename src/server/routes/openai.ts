import { embed } from '../../tasks/embed.js';
import { requireResults } from '../../tasks/items.js';
import type { App } from '../instance.js';
import { clientOf, sendAnswer, sendJson } from '../reply.js';
import { fullName, OwnedModelPath, type ModelPath } from '../schemas/common.js';
import {
  embeddingsOperation,
  modelOperation,
  modelsOperation,
  type EmbeddingsBody,
  type OpenaiModel,
} from '../schemas/openai.js';
import type { Models } from '../models.js';

/** The part of OpenAI's API that is about embeddings: its SDKs work with `/v1` as their base URL. */
export function registerOpenai(app: App, models: Models): void {
  app.post<{ Body: EmbeddingsBody }>(
    '/v1/embeddings',
    { schema: embeddingsOperation },
    async (request, reply) => {
      const { input, model: asked, dimensions = null, encoding_format: format } = request.body;
      const { model, taskLimits } = models.pick({ model: asked, task: 'feature-extraction' });
      const cutting = { truncate: true, truncationDirection: 'right', promptName: null } as const;
      const how = { ...model.manifest.model.embedding, ...cutting, dimensions };
      const texts = { inputs: input, field: 'input', ...how };
      const answer = await embed(model, taskLimits, texts, clientOf(request, reply));
      const data = requireResults(answer.output).map((vector, index) => {
        const embedding = format === 'base64' ? toBase64(vector) : vector;
        return { object: 'embedding', index, embedding };
      });
      const usage = { prompt_tokens: answer.cost.tokens, total_tokens: answer.cost.tokens };
      return sendAnswer(reply, answer, { object: 'list', data, model: model.name, usage });
    },
  );
  registerModels(app, models);
}

function registerModels(app: App, models: Models): void {
  const created = Math.floor(Date.now() / 1000);
  const describe = (name: string): OpenaiModel => {
    const [owner = ''] = name.split('/', 1);
    return { id: name, object: 'model', created, owned_by: owner === name ? 'mascarilla' : owner };
  };
  app.get('/v1/models', { schema: modelsOperation }, (_request, reply) => {
    // While none is loaded there is nothing to list, and why is told.
    if (models.ready().length === 0) models.pick({ task: null });
    const data = models.ready().map(({ model }) => describe(model.name));
    return sendJson(reply, { object: 'list', data });
  });
  app.get<{ Params: ModelPath }>(
    '/v1/models/:model',
    { schema: modelOperation },
    (request, reply) => {
      const { model } = models.describe(request.params.model);
      return sendJson(reply, describe(model.name));
    },
  );
  // OpenAI's own names have no slash, and its SDK for Python sends one as it is.
  app.get<{ Params: OwnedModelPath }>(
    '/v1/models/:owner/:model',
    { schema: { ...modelOperation, params: OwnedModelPath, hide: true } },
    (request, reply) => {
      const { model } = models.describe(fullName(request.params));
      return sendJson(reply, describe(model.name));
    },
  );
}

/** 32-bit floats, least significant byte first: so every platform of Node's has them in memory. */
const toBase64 = (vector: readonly number[]): string =>
  Buffer.from(Float32Array.from(vector).buffer).toString('base64');
