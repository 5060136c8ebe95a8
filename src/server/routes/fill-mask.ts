import { fillMask } from '../../tasks/fill-mask.js';
import { clientOf, sendAnswer } from '../reply.js';
import { fillMaskOperation, type FillMaskBody } from '../schemas/fill-mask.js';
import { requireServing, type FindServing } from '../serving.js';
import type { App } from '../instance.js';

export function registerFillMask(app: App, find: FindServing): void {
  app.post<{ Body: FillMaskBody }>(
    '/fill-mask',
    { schema: fillMaskOperation },
    async (request, reply) => {
      const { model, taskLimits } = requireServing(find);
      const { inputs, parameters = {} } = request.body;
      const answer = await fillMask(
        model,
        taskLimits,
        {
          inputs,
          topK: parameters.top_k ?? 5,
          targets: parameters.targets ?? null,
          truncate: parameters.truncate ?? true,
        },
        clientOf(request, reply),
      );
      return sendAnswer(
        reply,
        answer,
        typeof inputs === 'string' ? answer.output[0] : answer.output,
      );
    },
  );
}
