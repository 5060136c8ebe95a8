import { fillMask, type Filled } from '../../tasks/fill-mask.js';
import type { Item } from '../../tasks/items.js';
import type { Client, TaskReply } from '../../tasks/model.js';
import { clientOf, sendAsAsked } from '../reply.js';
import { fillMaskOperation, type FillMaskBody } from '../schemas/fill-mask.js';
import type { Models } from '../models.js';
import type { Serving } from '../serving.js';
import type { App } from '../instance.js';

export function registerFillMask(app: App, models: Models): void {
  app.post<{ Body: FillMaskBody }>(
    '/fill-mask',
    { schema: fillMaskOperation },
    async (request, reply) => {
      const serving = models.pick({ model: request.body.model, task: 'fill-mask' });
      const answer = await answerFillMask(serving, request.body, clientOf(request, reply));
      return sendAsAsked(reply, answer, request.body);
    },
  );
}

export const answerFillMask = (
  { model, taskLimits }: Serving,
  { inputs, parameters = {} }: FillMaskBody,
  client: Client,
): Promise<TaskReply<Item<Filled>[]>> => {
  const { top_k: topK = 5, targets = null, target_lookup: targetLookup } = parameters;
  const { joint, beams, truncate = true, on_error: onError } = parameters;
  const asked = { inputs, topK, targets, targetLookup, joint, beams, truncate, onError };
  return fillMask(model, taskLimits, asked, client);
};
