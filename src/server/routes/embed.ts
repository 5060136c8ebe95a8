import { embed } from '../../tasks/embed.js';
import type { App } from '../instance.js';
import { clientOf, sendAnswer } from '../reply.js';
import { embedOperation, type EmbedBody } from '../schemas/embed.js';
import { requireServing, type FindServing } from '../serving.js';

export function registerEmbed(app: App, find: FindServing): void {
  app.post<{ Body: EmbedBody }>('/embed', { schema: embedOperation }, async (request, reply) => {
    const { model, taskLimits } = requireServing(find);
    const own = model.manifest.model.embedding;
    const { inputs, truncate = true } = request.body;
    const { normalize = own.normalize, pooling = own.pooling } = request.body;
    const asked = { inputs, normalize, truncate, pooling };
    const answer = await embed(model, taskLimits, asked, clientOf(request, reply));
    return sendAnswer(reply, answer, answer.output);
  });
}
