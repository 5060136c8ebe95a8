import { classify } from '../../tasks/classify.js';
import type { App } from '../instance.js';
import { clientOf, sendAnswer } from '../reply.js';
import { classifyOperation, type ClassifyBody } from '../schemas/classify.js';
import { requireServing, type FindServing } from '../serving.js';

export function registerClassify(app: App, find: FindServing): void {
  app.post<{ Body: ClassifyBody }>(
    '/text-classification',
    { schema: classifyOperation },
    async (request, reply) => {
      const { model, taskLimits } = requireServing(find);
      const { inputs, parameters = {} } = request.body;
      const { top_k: topK = null, truncate = true } = parameters;
      const asked = { inputs, topK, truncate };
      const answer = await classify(model, taskLimits, asked, clientOf(request, reply));
      return sendAnswer(
        reply,
        answer,
        typeof inputs === 'string' ? answer.output[0] : answer.output,
      );
    },
  );
}
