import { decode } from '../../tasks/decode.js';
import { tokenize } from '../../tasks/tokenize.js';
import type { App } from '../instance.js';
import { sendJson } from '../reply.js';
import {
  decodeOperation,
  tokenizeOperation,
  type DecodeBody,
  type TokenizeBody,
} from '../schemas/tokens.js';
import type { Models } from '../models.js';

export function registerTokens(app: App, models: Models): void {
  app.post<{ Body: TokenizeBody }>(
    '/tokenize',
    { schema: tokenizeOperation },
    async (request, reply) => {
      const { model, taskLimits } = models.pick({ model: request.body.model, task: null });
      const { inputs, add_special_tokens: addSpecialTokens = true } = request.body;
      return sendJson(reply, await tokenize(model, taskLimits, { inputs, addSpecialTokens }));
    },
  );
  app.post<{ Body: DecodeBody }>('/decode', { schema: decodeOperation }, async (request, reply) => {
    const { model, taskLimits } = models.pick({ model: request.body.model, task: null });
    const { ids, skip_special_tokens: skipSpecialTokens = true } = request.body;
    return sendJson(reply, await decode(model, taskLimits, { ids, skipSpecialTokens }));
  });
}
