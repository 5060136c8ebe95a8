import { compareSentences } from '../../tasks/similarity.js';
import type { App } from '../instance.js';
import { clientOf, sendAnswer } from '../reply.js';
import { similarityOperation, type SimilarityBody } from '../schemas/similarity.js';
import { requireServing, type FindServing } from '../serving.js';
import { readCutting } from './embed.js';

export function registerSimilarity(app: App, find: FindServing): void {
  app.post<{ Body: SimilarityBody }>(
    '/similarity',
    { schema: similarityOperation },
    async (request, reply) => {
      const { model, taskLimits } = requireServing(find);
      const { inputs, parameters = {} } = request.body;
      const { source_sentence: source, sentences } = inputs;
      const asked = { source, sentences, ...readCutting(parameters) };
      const answer = await compareSentences(model, taskLimits, asked, clientOf(request, reply));
      return sendAnswer(reply, answer, answer.output);
    },
  );
}
