import { findEntities } from '../../tasks/find-entities.js';
import type { App } from '../instance.js';
import { clientOf, sendAnswer } from '../reply.js';
import { entitiesOperation, type EntitiesBody } from '../schemas/entities.js';
import { requireServing, type FindServing } from '../serving.js';

export function registerEntities(app: App, find: FindServing): void {
  app.post<{ Body: EntitiesBody }>(
    '/token-classification',
    { schema: entitiesOperation },
    async (request, reply) => {
      const { model, taskLimits } = requireServing(find);
      const { inputs, parameters = {} } = request.body;
      const asked = {
        inputs,
        strategy: parameters.aggregation_strategy ?? 'simple',
        ignoreLabels: parameters.ignore_labels ?? ['O'],
        truncate: parameters.truncate ?? true,
      };
      const answer = await findEntities(model, taskLimits, asked, clientOf(request, reply));
      return sendAnswer(
        reply,
        answer,
        typeof inputs === 'string' ? answer.output[0] : answer.output,
      );
    },
  );
}
