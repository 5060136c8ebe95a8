import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../instance.js';
import { clientOf, sendAnswer, sendAsAsked, sendItems } from '../reply.js';
import { classifyOperation } from '../schemas/classify.js';
import { entitiesOperation } from '../schemas/entities.js';
import { fillMaskOperation } from '../schemas/fill-mask.js';
import { fullName, OwnedModelPath, type ModelPath } from '../schemas/common.js';
import {
  inferenceOperation,
  namedInferenceOperation,
  type InferenceBody,
} from '../schemas/inference.js';
import { similarityOperation } from '../schemas/similarity.js';
import { embedOperation } from '../schemas/vectors.js';
import type { Models } from '../models.js';
import type { Serving } from '../serving.js';
import { checkAgainst } from '../validation.js';
import { answerClassify } from './classify.js';
import { answerEmbed } from './embed.js';
import { answerEntities, sendEntities } from './entities.js';
import { answerFillMask } from './fill-mask.js';
import { answerSimilarity } from './similarity.js';

/**
 * The model's own task at the addresses that clients of the Hub's inference API are given: that of
 * the service, and one for each model.
 */
export function registerInference(app: App, models: Models): void {
  const inferBy = (model: string | undefined, ...call: Call) => {
    const task = isComparison(call[0].body) ? 'feature-extraction' : null;
    return infer(models.pick({ model, task }), ...call);
  };
  app.post<{ Body: InferenceBody }>('/', { schema: inferenceOperation }, (request, reply) =>
    inferBy(request.body.model, request, reply),
  );
  app.post<{ Body: InferenceBody; Params: ModelPath }>(
    '/models/:model',
    { schema: namedInferenceOperation },
    (request, reply) => inferBy(request.params.model, request, reply),
  );
  app.post<{ Body: InferenceBody; Params: OwnedModelPath }>(
    '/models/:owner/:model',
    { schema: { ...namedInferenceOperation, params: OwnedModelPath, hide: true } },
    (request, reply) => inferBy(fullName(request.params), request, reply),
  );
}

type Call = readonly [FastifyRequest<{ Body: InferenceBody }>, FastifyReply];

async function infer(serving: Serving, ...[request, reply]: Call): Promise<FastifyReply> {
  const { head } = serving.model.manifest.model;
  const client = clientOf(request, reply);
  const sent = withoutOptions(request.body);
  if (isComparison(sent)) {
    const body = checkAgainst(request, similarityOperation.body, sent);
    const answer = await answerSimilarity(serving, body, client);
    return sendAnswer(reply, answer, answer.output);
  }
  switch (head.kind) {
    case 'masked-lm': {
      const body = checkAgainst(request, fillMaskOperation.body, sent);
      return sendAsAsked(reply, await answerFillMask(serving, body, client), body);
    }
    case 'token-classification': {
      const body = checkAgainst(request, entitiesOperation.body, sent);
      const answer = await answerEntities(serving, body, client, 'simple');
      return sendEntities(reply, serving, answer, body);
    }
    case 'sequence-classification': {
      const body = checkAgainst(request, classifyOperation.body, sent);
      const answer = await answerClassify(serving, body, client);
      // A list of lists also for one text: so the Hub answers, and so its clients read it.
      return sendItems(reply, answer);
    }
    case 'none': {
      const body = checkAgainst(request, embedOperation.body, withoutParameters(sent));
      const answer = await answerEmbed(serving, body, client);
      return sendItems(reply, answer);
    }
  }
}

/** Whether texts are to be compared, whatever the model's head is. */
const isComparison = ({ inputs }: InferenceBody): boolean =>
  typeof inputs === 'object' && inputs !== null && 'source_sentence' in inputs;

function withoutOptions(body: InferenceBody): InferenceBody {
  const rest = { ...body };
  delete rest.options;
  return rest;
}

/** Some clients put what /embed takes into `parameters`, others beside the inputs. */
function withoutParameters(body: InferenceBody): InferenceBody {
  const rest = { ...body.parameters, ...body };
  delete rest.parameters;
  return rest;
}
