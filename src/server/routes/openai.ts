import type { Static } from 'typebox';
import { fail } from '../../errors.js';
import { embed } from '../../tasks/embed.js';
import { requireResults } from '../../tasks/items.js';
import type { App } from '../instance.js';
import { clientOf, sendAnswer, sendJson } from '../reply.js';
import {
  embeddingsOperation,
  modelOperation,
  modelsOperation,
  OwnedModelParams,
  type EmbeddingsBody,
  type ModelParams,
  type OpenaiModel,
} from '../schemas/openai.js';
import { requireServing, type FindServing } from '../serving.js';

/** The part of OpenAI's API that is about embeddings: its SDKs work with `/v1` as their base URL. */
export function registerOpenai(app: App, find: FindServing): void {
  app.post<{ Body: EmbeddingsBody }>(
    '/v1/embeddings',
    { schema: embeddingsOperation },
    async (request, reply) => {
      const { model, taskLimits } = requireServing(find);
      const { input, model: name, dimensions = null, encoding_format: format } = request.body;
      checkName(model.name, name ?? model.name);
      const cutting = { truncate: true, truncationDirection: 'right', promptName: null } as const;
      const how = { ...model.manifest.model.embedding, ...cutting, dimensions };
      const asked = { inputs: input, field: 'input', ...how };
      const answer = await embed(model, taskLimits, asked, clientOf(request, reply));
      const data = requireResults(answer.output).map((vector, index) => {
        const embedding = format === 'base64' ? toBase64(vector) : vector;
        return { object: 'embedding', index, embedding };
      });
      const usage = { prompt_tokens: answer.cost.tokens, total_tokens: answer.cost.tokens };
      return sendAnswer(reply, answer, { object: 'list', data, model: model.name, usage });
    },
  );
  registerModels(app, find);
}

function registerModels(app: App, find: FindServing): void {
  const created = Math.floor(Date.now() / 1000);
  const describe = (name: string): OpenaiModel => {
    const [owner = ''] = name.split('/', 1);
    return { id: name, object: 'model', created, owned_by: owner === name ? 'mascarilla' : owner };
  };
  app.get('/v1/models', { schema: modelsOperation }, (_request, reply) => {
    const { model } = requireServing(find);
    return sendJson(reply, { object: 'list', data: [describe(model.name)] });
  });
  app.get<{ Params: Static<typeof ModelParams> }>(
    '/v1/models/:model',
    { schema: modelOperation },
    (request, reply) => {
      const { model } = requireServing(find);
      checkName(model.name, request.params.model);
      return sendJson(reply, describe(model.name));
    },
  );
  // OpenAI's own names have no slash, and its SDK for Python sends one as it is.
  app.get<{ Params: Static<typeof OwnedModelParams> }>(
    '/v1/models/:owner/:model',
    { schema: { ...modelOperation, params: OwnedModelParams, hide: true } },
    (request, reply) => {
      const { model } = requireServing(find);
      checkName(model.name, `${request.params.owner}/${request.params.model}`);
      return sendJson(reply, describe(model.name));
    },
  );
}

/** MODEL_NOT_FOUND unless the name is the served model's, or the last part of it. */
function checkName(served: string, asked: string): void {
  if (asked !== served && asked !== served.split('/').at(-1)) {
    throw fail('MODEL_NOT_FOUND', { model: served });
  }
}

/** 32-bit floats, least significant byte first: so every platform of Node's has them in memory. */
const toBase64 = (vector: readonly number[]): string =>
  Buffer.from(Float32Array.from(vector).buffer).toString('base64');
