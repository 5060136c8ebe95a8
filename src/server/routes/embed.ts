import { Readable } from 'node:stream';
import { fail } from '../../errors.js';
import { embed } from '../../tasks/embed.js';
import { embedAll } from '../../tasks/embed-all.js';
import { requireResults, type Item } from '../../tasks/items.js';
import type { Client, TaskReply } from '../../tasks/model.js';
import type { App } from '../instance.js';
import { clientOf, sendBytes, sendItems, sendStream } from '../reply.js';
import {
  embedAllOperation,
  embedOperation,
  type EmbedAllBody,
  type EmbedBody,
} from '../schemas/vectors.js';
import type { Models } from '../models.js';
import type { Serving } from '../serving.js';
import { writeTokenVectors } from '../vectors-json.js';
import { readVectorType, shapeOf, toFloats, toNpy } from '../vectors.js';

export function registerEmbed(app: App, models: Models): void {
  app.post<{ Body: EmbedBody }>('/embed', { schema: embedOperation }, async (request, reply) => {
    const serving = models.pick({ model: request.body.model, task: 'feature-extraction' });
    const type = readVectorType(request.headers.accept);
    if (type !== 'application/json' && request.body.on_error === 'item') {
      const detail = `body/on_error can be \`item\` only where the answer is JSON; ${type} has no place for errors`;
      throw fail('REQUEST_INVALID', { detail });
    }
    const answer = await answerEmbed(serving, request.body, clientOf(request, reply));
    if (type === 'application/json') return sendItems(reply, answer);
    const vectors = requireResults(answer.output);
    reply.header('x-embedding-shape', shapeOf(vectors).join(','));
    const bytes = type === 'application/x-npy' ? toNpy(vectors) : toFloats(vectors);
    return sendBytes(reply, answer, bytes, type);
  });
  app.post<{ Body: EmbedAllBody }>(
    '/embed_all',
    { schema: embedAllOperation },
    async (request, reply) => {
      const { model, taskLimits } = models.pick({
        model: request.body.model,
        task: 'feature-extraction',
      });
      const asked = { inputs: request.body.inputs, ...readCutting(request.body) };
      const answer = await embedAll(model, taskLimits, asked, clientOf(request, reply));
      return sendStream(reply, answer, Readable.from(writeTokenVectors(answer.output)));
    },
  );
}

export const answerEmbed = (
  { model, taskLimits }: Serving,
  body: EmbedBody,
  client: Client,
): Promise<TaskReply<Item<number[]>[]>> => {
  const own = model.manifest.model.embedding;
  const { inputs, dimensions = null, on_error: onError } = body;
  const { normalize = own.normalize, pooling = own.pooling } = body;
  const asked = { inputs, ...readCutting(body), onError, normalize, pooling, dimensions };
  return embed(model, taskLimits, asked, client);
};

/** How long texts are cut, with what holds where a request does not say it. */
export const readCutting = ({
  truncate = true,
  truncation_direction: truncationDirection = 'right',
  prompt_name: promptName = null,
}: Omit<EmbedAllBody, 'inputs'>) => ({ truncate, truncationDirection, promptName });
