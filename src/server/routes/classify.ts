import type { FastifyReply, FastifyRequest } from 'fastify';
import { classify, type ScoredLabel } from '../../tasks/classify.js';
import type { Item } from '../../tasks/items.js';
import type { Client, TaskReply } from '../../tasks/model.js';
import type { App } from '../instance.js';
import { clientOf, sendAsAsked } from '../reply.js';
import { classifyOperation, type ClassifyBody } from '../schemas/classify.js';
import type { Models } from '../models.js';
import type { Serving } from '../serving.js';

export function registerClassify(app: App, models: Models): void {
  const handle = async (request: FastifyRequest<{ Body: ClassifyBody }>, reply: FastifyReply) => {
    const serving = models.pick({ model: request.body.model, task: 'text-classification' });
    const answer = await answerClassify(serving, request.body, clientOf(request, reply));
    return sendAsAsked(reply, answer, request.body);
  };
  app.post<{ Body: ClassifyBody }>('/text-classification', { schema: classifyOperation }, handle);
  app.post<{ Body: ClassifyBody }>(
    '/classify',
    { schema: { ...classifyOperation, operationId: 'classify', hide: true } },
    handle,
  );
}

export const answerClassify = (
  { model, taskLimits }: Serving,
  { inputs, parameters = {} }: ClassifyBody,
  client: Client,
): Promise<TaskReply<Item<ScoredLabel[]>[]>> => {
  const {
    top_k: topK = null,
    threshold = null,
    truncate = false,
    window_pooling: windowPooling = 'mean',
    on_error: onError,
  } = parameters;
  const asked = { inputs, topK, threshold, truncate, windowPooling, onError };
  return classify(model, taskLimits, asked, client);
};
