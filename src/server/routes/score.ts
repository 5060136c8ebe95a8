import type { Item } from '../../tasks/items.js';
import type { Client, TaskReply } from '../../tasks/model.js';
import { scoreTexts, type ScoredText } from '../../tasks/score.js';
import type { App } from '../instance.js';
import { clientOf, sendAsAsked } from '../reply.js';
import { scoreOperation, type ScoreBody } from '../schemas/score.js';
import type { Models } from '../models.js';
import type { Serving } from '../serving.js';

/** Enough for a paragraph; what a text costs grows with it. */
const WINDOW = 128;

export function registerScore(app: App, models: Models): void {
  app.post<{ Body: ScoreBody }>('/score', { schema: scoreOperation }, async (request, reply) => {
    const serving = models.pick({ model: request.body.model, task: 'fill-mask' });
    const answer = await answerScore(serving, request.body, clientOf(request, reply));
    return sendAsAsked(reply, answer, request.body);
  });
}

const answerScore = (
  { model, taskLimits }: Serving,
  { inputs, parameters = {} }: ScoreBody,
  client: Client,
): Promise<TaskReply<Item<ScoredText>[]>> => {
  const { method = 'within_word_l2r', window = WINDOW, top_k: topK = 0 } = parameters;
  const { truncate = true, on_error: onError } = parameters;
  return scoreTexts(model, taskLimits, { inputs, method, window, topK, truncate, onError }, client);
};
