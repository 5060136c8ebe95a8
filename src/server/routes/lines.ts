import type { FastifyRequest } from 'fastify';
import { fail } from '../../errors.js';
import type { Item } from '../../tasks/items.js';
import type { Client, Task as TaskName, TaskReply } from '../../tasks/model.js';
import type { App } from '../instance.js';
import { sendLines, type StreamOptions } from '../lines/stream.js';
import type { ClassifyBody } from '../schemas/classify.js';
import { ref } from '../schemas/common.js';
import type { EntitiesBody } from '../schemas/entities.js';
import type { FillMaskBody } from '../schemas/fill-mask.js';
import { linesOperations, LINES_TYPE } from '../schemas/lines.js';
import type { EmbedBody } from '../schemas/vectors.js';
import type { Models } from '../models.js';
import type { Serving } from '../serving.js';
import { checkAgainst } from '../validation.js';
import { readVectorType } from '../vectors.js';
import { answerClassify } from './classify.js';
import { answerEmbed } from './embed.js';
import { answerEntities } from './entities.js';
import { answerFillMask } from './fill-mask.js';

/**
 * Batches of text that one stream may have in hand: one that is computed, one at the engine's door,
 * and what the next ones are packed of.
 */
const BATCHES_IN_HAND = 4;

/** Characters of a token, about. */
const TOKEN_CHARACTERS = 4;

/** So many candidates for a mask cost as much again as the text that they stand in. */
const CANDIDATES_OF_A_TEXT = 64;

/** Something that can be asked line by line. */
interface Task<Body> {
  readonly name: TaskName;
  readonly answer: (
    serving: Serving,
    body: Body,
    client: Client,
  ) => Promise<TaskReply<readonly Item<unknown>[]>>;
  /** How many times its text a line costs, for what its answer holds. */
  readonly timesText?: (serving: Serving, body: Body) => number;
  /** Whether a long text is computed to its end, in windows. */
  readonly isWhole?: true;
}

const fillMask: Task<FillMaskBody & OneText> = {
  name: 'fill-mask',
  answer: answerFillMask,
  timesText: ({ model }, { inputs, parameters = {} }) => {
    const { top_k: topK = 5, joint, beams, target_lookup: lookup, targets } = parameters;
    const masks = inputs.split(model.tokenizer.maskToken).length - 1;
    // These compute the text many times over.
    const words = lookup === 'word' && Array.isArray(targets) ? targets.length : 0;
    const sequences = joint === true ? Math.max(topK, beams ?? 5) : 0;
    return 1 + words + sequences + (masks * topK) / CANDIDATES_OF_A_TEXT;
  },
};

const entities: Task<EntitiesBody & OneText> = {
  name: 'token-classification',
  answer: (serving, body, client) => {
    if ((body.parameters?.format ?? 'json') === 'json') {
      return answerEntities(serving, body, client, 'word');
    }
    const detail = 'line/parameters/format must be json: brat and BioC are for whole requests';
    throw fail('REQUEST_INVALID', { detail });
  },
  isWhole: true,
};

interface OneText {
  model?: string;
  inputs: string;
}

interface OneTextOrTokens {
  model?: string;
  inputs: string | number[];
}

/** The tasks whose bodies are lines of texts, answered line by line. */
export function registerLines(app: App, models: Models, options: StreamOptions): void {
  app.addConstraintStrategy({
    name: 'lines',
    storage: routesOf,
    validate: () => undefined,
    deriveConstraint: ({ headers }) => isLines(headers['content-type']),
  });
  app.register((scope: App, _options, done) => {
    // The body is read by who answers it.
    scope.addContentTypeParser(LINES_TYPE, (_request, _payload, parsed) => parsed(null));
    const add = adder(scope, models, options);
    add('/fill-mask', fillMask);
    add<EmbedBody & OneTextOrTokens>('/embed', { name: 'feature-extraction', answer: answerEmbed });
    add('/token-classification', entities);
    add<ClassifyBody & OneText>('/text-classification', {
      name: 'text-classification',
      answer: answerClassify,
      isWhole: true,
    });
    done();
  });
}

/** The routes of one path, with lines or without. */
function routesOf<Route>() {
  const routes = new Map<unknown, Route>();
  return {
    get: (isLines: unknown) => routes.get(isLines) ?? null,
    set: (isLines: unknown, route: Route) => {
      routes.set(isLines, route);
    },
  };
}

const isLines = (contentType: string | undefined): boolean =>
  contentType?.split(';', 1)[0]?.trim().toLowerCase() === LINES_TYPE;

const adder =
  (scope: App, models: Models, options: StreamOptions) =>
  <Body extends OneTextOrTokens>(path: keyof typeof linesOperations, task: Task<Body>): void => {
    const line = ref(linesOperations[path].line);
    const schema = { hide: true };
    scope.post(path, { constraints: { lines: true }, schema }, (request, reply) => {
      checkHeaders(request);
      // While none is loaded there is nothing to ask, and why is told.
      if (models.ready().length === 0) models.pick({ task: null });
      const servingOf = ({ model }: Body) => models.pick({ model, task: task.name });
      const lineTask = {
        check: (value: unknown) => {
          const body = typeof value === 'string' ? { inputs: value } : value;
          // The schema is that of the path.
          return checkAgainst(request, line, body, 'line') as unknown as Body;
        },
        answer: (body: Body, client: Client) => task.answer(servingOf(body), body, client),
        shareOf: (body: Body) => {
          const serving = servingOf(body);
          const tokens = tokensOf(
            body.inputs,
            task.isWhole ? Infinity : serving.model.limits.rowTokens,
          );
          return shareOf(serving, tokens * (task.timesText?.(serving, body) ?? 1));
        },
      };
      return sendLines(request, reply, lineTask, options);
    });
  };

/** REQUEST_INVALID where a client would get something else than it asked for. */
function checkHeaders({ headers }: FastifyRequest): void {
  const type = readVectorType(headers.accept);
  const encoding = headers['content-encoding'] ?? 'identity';
  const wrong =
    type !== 'application/json'
      ? `accept asks for ${type}, and lines are answered with lines`
      : encoding !== 'identity'
        ? `content-encoding must be identity: lines are not read compressed`
        : null;
  if (wrong !== null) throw fail('REQUEST_INVALID', { detail: `headers/${wrong}` });
}

/** About how many tokens of a text are computed. */
function tokensOf(inputs: string | readonly number[], most: number): number {
  const perToken = typeof inputs === 'string' ? TOKEN_CHARACTERS : 1;
  return Math.min(most, Math.ceil(inputs.length / perToken) + 2);
}

/** Which part of what a stream may have in hand so many tokens are. */
const shareOf = ({ model: { limits }, devices }: Serving, tokens: number): number =>
  tokens / (BATCHES_IN_HAND * limits.tokens * devices().length);
