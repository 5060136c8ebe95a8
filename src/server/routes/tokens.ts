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
import { requireServing, type FindServing } from '../serving.js';

export function registerTokens(app: App, find: FindServing): void {
  app.post<{ Body: TokenizeBody }>(
    '/tokenize',
    { schema: tokenizeOperation },
    async (request, reply) => {
      const { model, taskLimits } = requireServing(find);
      const { inputs, add_special_tokens: addSpecialTokens = true } = request.body;
      return sendJson(reply, await tokenize(model, taskLimits, { inputs, addSpecialTokens }));
    },
  );
  app.post<{ Body: DecodeBody }>('/decode', { schema: decodeOperation }, async (request, reply) => {
    const { model, taskLimits } = requireServing(find);
    const { ids, skip_special_tokens: skipSpecialTokens = true } = request.body;
    return sendJson(reply, await decode(model, taskLimits, { ids, skipSpecialTokens }));
  });
}
