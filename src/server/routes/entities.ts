import { findEntities, type Entities } from '../../tasks/find-entities.js';
import type { Item } from '../../tasks/items.js';
import type { Client, TaskReply } from '../../tasks/model.js';
import type { App } from '../instance.js';
import { clientOf, sendAsAsked } from '../reply.js';
import { entitiesOperation, type EntitiesBody } from '../schemas/entities.js';
import type { Models } from '../models.js';
import type { Serving } from '../serving.js';

export function registerEntities(app: App, models: Models): void {
  app.post<{ Body: EntitiesBody }>(
    '/token-classification',
    { schema: entitiesOperation },
    async (request, reply) => {
      const serving = models.pick({ model: request.body.model, task: 'token-classification' });
      const answer = await answerEntities(serving, request.body, clientOf(request, reply));
      return sendAsAsked(reply, answer, request.body);
    },
  );
}

export const answerEntities = (
  { model, taskLimits }: Serving,
  { inputs, parameters = {} }: EntitiesBody,
  client: Client,
): Promise<TaskReply<Item<Entities>[]>> => {
  const { aggregation_strategy: strategy = 'simple', ignore_labels: ignoreLabels = ['O'] } =
    parameters;
  const { truncate = true, on_error: onError } = parameters;
  const asked = { inputs, strategy, ignoreLabels, truncate, onError };
  return findEntities(model, taskLimits, asked, client);
};
