import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AggregationStrategy } from '../../tasks/entities.js';
import { findEntities, type Entities } from '../../tasks/find-entities.js';
import { WORD_WINDOW } from '../../tasks/word-entities.js';
import { isFailed, requireResults, type Item } from '../../tasks/items.js';
import type { Client, TaskReply } from '../../tasks/model.js';
import { toBioc, toBrat } from '../annotations.js';
import type { App } from '../instance.js';
import { clientOf, sendAnswer, sendAsAsked, sendBytes, tellFailed } from '../reply.js';
import { entitiesOperation, type EntitiesBody } from '../schemas/entities.js';
import type { Models } from '../models.js';
import type { Serving } from '../serving.js';

export function registerEntities(app: App, models: Models): void {
  const handle = async (request: FastifyRequest<{ Body: EntitiesBody }>, reply: FastifyReply) => {
    const serving = models.pick({ model: request.body.model, task: 'token-classification' });
    const answer = await answerEntities(serving, request.body, clientOf(request, reply), 'word');
    return sendEntities(reply, serving, answer, request.body);
  };
  app.post<{ Body: EntitiesBody }>('/token-classification', { schema: entitiesOperation }, handle);
  app.post<{ Body: EntitiesBody }>(
    '/ner',
    { schema: { ...entitiesOperation, operationId: 'ner', hide: true } },
    handle,
  );
}

/** @param byDefault the strategy where the request names none */
export const answerEntities = (
  { model, taskLimits }: Serving,
  { inputs, parameters = {} }: EntitiesBody,
  client: Client,
  byDefault: AggregationStrategy,
): Promise<TaskReply<Item<Entities>[]>> => {
  const {
    aggregation_strategy: strategy = byDefault,
    ignore_labels: ignoreLabels = ['O'],
    truncate = false,
    window = strategy === 'word' ? WORD_WINDOW : null,
    stride = null,
    on_error: onError,
  } = parameters;
  const asked = { inputs, strategy, ignoreLabels, truncate, window, stride, onError };
  return findEntities(model, taskLimits, asked, client);
};

/** Writes entities in the format that the request asks for. */
export function sendEntities(
  reply: FastifyReply,
  { model }: Pick<Serving, 'model'>,
  answer: TaskReply<readonly Item<Entities>[]>,
  { inputs, parameters = {} }: EntitiesBody,
): FastifyReply {
  const texts = typeof inputs === 'string' ? [inputs] : inputs;
  switch (parameters.format ?? 'json') {
    case 'json':
      return sendAsAsked(reply, answer, { inputs });
    case 'bioc':
      tellFailed(reply, answer.output);
      return sendAnswer(reply, answer, toBioc(model.name, texts, answer.output));
    case 'brat': {
      const output = answer.output.map((item, index) =>
        isFailed(item) ? item : toBrat(texts[index] ?? '', item),
      );
      if (typeof inputs !== 'string') return sendAsAsked(reply, { ...answer, output }, { inputs });
      const [file = ''] = requireResults(output);
      return sendBytes(reply, answer, Buffer.from(file), 'text/plain; charset=utf-8');
    }
  }
}
