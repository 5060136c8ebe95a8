import { findSentences } from '../../tasks/sentences.js';
import type { App } from '../instance.js';
import { sendJson } from '../reply.js';
import { sentencesOperation, type SentencesBody } from '../schemas/sentences.js';
import { requireServing, type FindServing } from '../serving.js';

export function registerSentences(app: App, find: FindServing): void {
  app.post<{ Body: SentencesBody }>(
    '/sentences',
    { schema: sentencesOperation },
    async (request, reply) => {
      const { taskLimits } = requireServing(find);
      const { inputs } = request.body;
      const found = await findSentences(inputs, taskLimits);
      return sendJson(reply, typeof inputs === 'string' ? found[0] : found);
    },
  );
}
