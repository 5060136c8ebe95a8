import type { FastifyRequest } from 'fastify';
import { fail } from '../../errors.js';
import type { EntityGroup } from '../../tasks/entities.js';
import type { Entities } from '../../tasks/find-entities.js';
import { requireResults } from '../../tasks/items.js';
import { tasksOf, type Client, type Task, type TaskReply } from '../../tasks/model.js';
import { version } from '../../version.js';
import type { App } from '../instance.js';
import { clientOf, sendAnswer, sendJson } from '../reply.js';
import { classifyOperation } from '../schemas/classify.js';
import { entitiesOperation } from '../schemas/entities.js';
import { fillMaskOperation } from '../schemas/fill-mask.js';
import {
  inferOperation,
  modelMetadataOperation,
  modelReadyOperation,
  serverLiveOperation,
  serverOperation,
  serverReadyOperation,
  type InferBody,
  type MetadataReply,
} from '../schemas/open-inference.js';
import type { ModelPath } from '../schemas/common.js';
import { embedOperation } from '../schemas/vectors.js';
import { requireComputing, type Models } from '../models.js';
import type { Serving } from '../serving.js';
import {
  entityTensors,
  filledTensors,
  labelTensors,
  vectorTensors,
  type Tensor,
  type Tensors,
} from '../tensors.js';
import { checkAgainst } from '../validation.js';
import { answerClassify } from './classify.js';
import { answerEmbed } from './embed.js';
import { answerEntities } from './entities.js';
import { answerFillMask } from './fill-mask.js';

/**
 * The Open Inference Protocol, version 2, without versions of models and without binary tensors.
 * Source: kserve/open-inference-protocol, specification/protocol/inference_rest.md.
 */
export function registerOpenInference(app: App, models: Models, stopping: AbortSignal): void {
  const config = { kind: 'health' } as const;
  app.get('/v2', { schema: serverOperation }, () => ({
    name: 'mascarilla',
    version,
    extensions: [],
  }));
  app.get('/v2/health/live', { config, schema: serverLiveOperation }, () => ({ live: true }));
  app.get('/v2/health/ready', { config, schema: serverReadyOperation }, async () => {
    await requireComputing(models, undefined, stopping);
    return { live: true, ready: true };
  });
  app.get<{ Params: ModelPath }>(
    '/v2/models/:model/ready',
    { schema: modelReadyOperation },
    async ({ params }) => {
      await requireComputing(models, params.model, stopping);
      return { name: models.describe(params.model).model.name, ready: true };
    },
  );
  app.get<{ Params: ModelPath }>(
    '/v2/models/:model',
    { schema: modelMetadataOperation },
    ({ params }, reply) => sendJson(reply, describe(models.describe(params.model))),
  );
  app.post<{ Params: ModelPath; Body: InferBody }>(
    '/v2/models/:model/infer',
    { schema: inferOperation },
    async (request, reply) => {
      const serving = models.describe(request.params.model);
      const { id, outputs } = request.body;
      const { answer, tensors } = await ask(request, serving, clientOf(request, reply));
      const names = outputs?.map(({ name }) => name) ?? Object.keys(tensors);
      const told = names.map((name) => ({ name, ...tensors[name] }));
      return sendAnswer(reply, answer, { model_name: serving.model.name, id, outputs: told });
    },
  );
}

type Outputs = Record<string, readonly [Tensor['datatype'], rank: 1 | 2]>;

/** The tensors that each task gives, with their types and how many sizes they have. */
const outputsOf = {
  'fill-mask': {
    input_index: ['INT64', 1],
    token: ['INT64', 2],
    token_str: ['BYTES', 2],
    score: ['FP32', 2],
    sequence: ['BYTES', 2],
  },
  'token-classification': {
    input_index: ['INT64', 1],
    entity_group: ['BYTES', 1],
    score: ['FP32', 1],
    word: ['BYTES', 1],
    start: ['INT64', 1],
    end: ['INT64', 1],
  },
  'text-classification': { label: ['BYTES', 2], score: ['FP32', 2] },
  'feature-extraction': { embedding: ['FP32', 2] },
} as const satisfies Record<Task, Outputs>;

/** The task that gives all the tensors that are wanted; REQUEST_INVALID where none does. */
function taskOf({ model }: Serving, wanted: InferBody['outputs']): Task {
  const tasks = tasksOf(model.manifest.model);
  const found = tasks.find((task) => wanted?.every(({ name }) => name in outputsOf[task]) ?? true);
  if (found !== undefined) return found;
  const known = tasks.map((task) => Object.keys(outputsOf[task]).join(', ')).join('; or ');
  throw fail('REQUEST_INVALID', { detail: `body/outputs must be of one task: ${known}` });
}

interface Asked {
  readonly answer: TaskReply<unknown>;
  readonly tensors: Tensors;
}

async function ask(
  request: FastifyRequest<{ Body: InferBody }>,
  serving: Serving,
  client: Client,
): Promise<Asked> {
  const inputs = readTexts(request.body);
  const { parameters = {} } = request.body;
  switch (taskOf(serving, request.body.outputs)) {
    case 'fill-mask': {
      const body = checkAgainst(request, fillMaskOperation.body, { inputs, parameters });
      if (body.parameters?.joint === true) {
        const detail = 'body/parameters/joint must not be true: tensors have a row for each mask';
        throw fail('REQUEST_INVALID', { detail });
      }
      const answer = await answerFillMask(serving, body, client);
      return { answer, tensors: filledTensors(requireResults(answer.output)) };
    }
    case 'token-classification': {
      const body = checkAgainst(request, entitiesOperation.body, { inputs, parameters });
      const { aggregation_strategy: strategy, format = 'json' } = body.parameters ?? {};
      if (strategy === 'none' || format !== 'json') {
        const detail =
          'body/parameters: tensors hold groups: neither aggregation_strategy none, nor a format';
        throw fail('REQUEST_INVALID', { detail });
      }
      const answer = await answerEntities(serving, body, client, 'word');
      return { answer, tensors: entityTensors(requireResults(answer.output).map(groupsOf)) };
    }
    case 'text-classification': {
      const body = checkAgainst(request, classifyOperation.body, { inputs, parameters });
      const answer = await answerClassify(serving, body, client);
      return { answer, tensors: labelTensors(requireResults(answer.output)) };
    }
    case 'feature-extraction': {
      const body = checkAgainst(request, embedOperation.body, { ...parameters, inputs });
      const answer = await answerEmbed(serving, body, client);
      return { answer, tensors: vectorTensors(requireResults(answer.output)) };
    }
  }
}

const groupsOf = (found: Entities): EntityGroup[] =>
  found.flatMap((one) => ('entity_group' in one ? [one] : []));

/** The texts of the one input; REQUEST_INVALID where they are not as many as its shape says. */
function readTexts({ inputs }: InferBody): string[] {
  const [{ data, shape } = { data: [], shape: [] }] = inputs;
  const texts = data.flat();
  const [rows = 0, columns = 1] = shape;
  if (columns === 1 && rows === texts.length) return texts;
  const detail = `body/inputs/0/shape must be [${texts.length}], as many as there are texts`;
  throw fail('REQUEST_INVALID', { detail });
}

function describe({ model: { name, manifest } }: Serving): MetadataReply {
  const outputs = tasksOf(manifest.model).flatMap((task) =>
    Object.entries<Outputs[string]>(outputsOf[task]).map(([output, [datatype, rank]]) => ({
      name: output,
      datatype,
      shape:
        rank === 1 ? [-1] : [-1, task === 'feature-extraction' ? manifest.model.hiddenSize : -1],
    })),
  );
  const text = { name: 'text', datatype: 'BYTES' as const, shape: [-1] };
  return { name, platform: 'onnxruntime_onnx', inputs: [text], outputs };
}
