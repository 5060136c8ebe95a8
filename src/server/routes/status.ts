import { createHash } from 'node:crypto';
import { version } from '../../version.js';
import type { App } from '../instance.js';
import { tasksOf } from '../../tasks/model.js';
import {
  infoOperation,
  liveOperation,
  readyOperation,
  type InfoReply,
  type ModelQuery,
} from '../schemas/status.js';
import { requireComputing, type Models } from '../models.js';
import type { Serving } from '../serving.js';

export function registerStatus(app: App, models: Models, stopping: AbortSignal): void {
  const config = { kind: 'health' } as const;
  for (const [path, operationId] of Object.entries(readyPaths)) {
    app.get<{ Querystring: ModelQuery }>(
      path,
      { config, schema: readyOperation(operationId) },
      async ({ query }) => {
        await requireComputing(models, query.model, stopping);
        return { status: 'ok' } as const;
      },
    );
  }
  app.get('/health/live', { config, schema: liveOperation }, () => ({ status: 'ok' }) as const);
  app.get<{ Querystring: ModelQuery }>('/info', { schema: infoOperation }, ({ query }) => ({
    ...describe(models.describe(query.model)),
    models: models.list().map((one) => ({ ...one, tasks: [...one.tasks] })),
  }));
}

/** The same on two paths. */
const readyPaths = { '/health': 'health', '/health/ready': 'healthReady' } as const;

/** The hash of the file of weights; of several files, the hash of their hashes in order. */
function hashOfWeights(files: Serving['model']['manifest']['source']['files']): string {
  const hashes = files.filter(({ name }) => /\.(?:safetensors|bin)$|\.onnx/.test(name));
  const [first] = hashes;
  if (first !== undefined && hashes.length === 1) return first.sha256;
  return createHash('sha256')
    .update(hashes.map(({ sha256 }) => sha256).join('\n'))
    .digest('hex');
}

function describeAgreement({
  leastCosine,
  ...agreement
}: NonNullable<Serving['model']['manifest']['agreement']>): NonNullable<InfoReply['agreement']> {
  return { ...agreement, least_cosine: leastCosine };
}

function describe({
  integerSums,
  model,
  taskLimits,
  ...serving
}: Serving): Omit<InfoReply, 'models'> {
  const { manifest, tokenizer, limits } = model;
  const devices = serving.devices();
  return {
    version,
    model_id: model.name,
    model_sha: hashOfWeights(manifest.source.files),
    model_dtype: manifest.precision,
    agreement: manifest.agreement && describeAgreement(manifest.agreement),
    model_type: manifest.model.modelType,
    tasks: [...tasksOf(manifest.model)],
    mask_token: tokenizer.hasMask ? tokenizer.maskToken : null,
    labels: 'labels' in manifest.model.head ? [...manifest.model.head.labels] : [],
    vocabulary_size: manifest.model.vocabularySize,
    embedding_size: manifest.model.hiddenSize,
    pooling: manifest.model.embedding.pooling,
    normalize: manifest.model.embedding.normalize,
    max_input_length: limits.rowTokens,
    max_batch_tokens: limits.tokens,
    max_batch_requests: limits.rows,
    max_client_batch_size: taskLimits.maxInputs,
    max_masks: limits.masks,
    max_top_k: Math.min(taskLimits.maxTopK, manifest.model.vocabularySize),
    provider: devices[0]?.provider ?? 'none',
    threads: devices.reduce((sum, { threads }) => sum + (threads ?? 0), 0),
    devices: devices.map((device) => ({ ...device })),
    device_fallback: serving.deviceFallback,
    integer_sums: integerSums,
    license: manifest.card?.license ?? null,
    languages: [...(manifest.card?.languages ?? [])],
    intended_use: manifest.card?.intendedUse ?? null,
  };
}
