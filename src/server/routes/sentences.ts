import { findSentences } from '../../tasks/sentences.js';
import type { App } from '../instance.js';
import { sendJson } from '../reply.js';
import { sentencesOperation, type SentencesBody } from '../schemas/sentences.js';
import type { Models } from '../models.js';

export function registerSentences(app: App, models: Models): void {
  app.post<{ Body: SentencesBody }>(
    '/sentences',
    { schema: sentencesOperation },
    async (request, reply) => {
      // No model is asked, but its limits count.
      const { taskLimits } = models.describe(undefined);
      const { inputs } = request.body;
      const found = await findSentences(inputs, taskLimits);
      return sendJson(reply, typeof inputs === 'string' ? found[0] : found);
    },
  );
}
