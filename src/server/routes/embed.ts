import { embed } from '../../tasks/embed.js';
import type { App } from '../instance.js';
import { clientOf, sendAnswer, sendBytes } from '../reply.js';
import { embedOperation, type EmbedBody } from '../schemas/embed.js';
import { requireServing, type FindServing } from '../serving.js';
import { readVectorType, shapeOf, toFloats, toNpy } from '../vectors.js';

export function registerEmbed(app: App, find: FindServing): void {
  app.post<{ Body: EmbedBody }>('/embed', { schema: embedOperation }, async (request, reply) => {
    const { model, taskLimits } = requireServing(find);
    const own = model.manifest.model.embedding;
    const { inputs, truncate = true } = request.body;
    const { normalize = own.normalize, pooling = own.pooling } = request.body;
    const asked = { inputs, normalize, truncate, pooling };
    const answer = await embed(model, taskLimits, asked, clientOf(request, reply));
    const type = readVectorType(request.headers.accept);
    if (type === 'application/json') return sendAnswer(reply, answer, answer.output);
    reply.header('x-embedding-shape', shapeOf(answer.output).join(','));
    const bytes = type === 'application/x-npy' ? toNpy(answer.output) : toFloats(answer.output);
    return sendBytes(reply, answer, bytes, type);
  });
}
