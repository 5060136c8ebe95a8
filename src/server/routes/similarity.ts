import type { Client, TaskReply } from '../../tasks/model.js';
import { compareSentences } from '../../tasks/similarity.js';
import type { App } from '../instance.js';
import { clientOf, sendAnswer } from '../reply.js';
import { similarityOperation, type SimilarityBody } from '../schemas/similarity.js';
import type { Models } from '../models.js';
import type { Serving } from '../serving.js';
import { readCutting } from './embed.js';

export function registerSimilarity(app: App, models: Models): void {
  app.post<{ Body: SimilarityBody }>(
    '/similarity',
    { schema: similarityOperation },
    async (request, reply) => {
      const serving = models.pick({ model: request.body.model, task: 'feature-extraction' });
      const answer = await answerSimilarity(serving, request.body, clientOf(request, reply));
      return sendAnswer(reply, answer, answer.output);
    },
  );
}

export const answerSimilarity = (
  { model, taskLimits }: Serving,
  { inputs, parameters = {} }: SimilarityBody,
  client: Client,
): Promise<TaskReply<number[]>> => {
  const { source_sentence: source, sentences } = inputs;
  const asked = { source, sentences, ...readCutting(parameters) };
  return compareSentences(model, taskLimits, asked, client);
};
