import type { ModelConfig } from '../../checkpoint/config.js';
import type { Head } from '../../checkpoint/head.js';
import { printable } from '../../checkpoint/json.js';
import { fail } from '../../errors.js';
import type { ExportedModel, Port } from './model.js';
import { findStates, type FoundStates } from './states.js';

/** Where the export gives what is served; one of both at least. */
export interface Found {
  /** Name of the last hidden states [B, S, H]. */
  readonly states: string | null;
  /** Name of the logits [B, S, V], [B, S, L] or [B, L]. */
  readonly logits: string | null;
  /** How the logits are computed from the states, where those are no output of their own. */
  readonly inside: FoundStates | null;
}

const STATES = ['last_hidden_state', 'token_embeddings'];
const LOGITS = 'logits';

/** The head by config.json, or by the outputs; an export of the encoder alone has none. */
export function readHead(
  { file, outputs: ports }: ExportedModel,
  withHead: (kind: Head['kind']) => ModelConfig,
): ModelConfig {
  const logits = ports.find(({ name }) => name === LOGITS);
  if (logits === undefined) return { ...withHead('none'), head: { kind: 'none' } };
  const { vocabularySize } = withHead('none');
  const config = withHead(guessHead(logits, vocabularySize));
  const { head } = config;
  const sizes: Readonly<Record<Head['kind'], readonly (number | null)[]>> = {
    none: [],
    'masked-lm': [null, null, vocabularySize],
    'token-classification': [null, null, 'labels' in head ? head.labels.length : null],
    'sequence-classification': [null, 'labels' in head ? head.labels.length : null],
  };
  const asked = sizes[head.kind];
  const shape = logits.shape ?? asked;
  const fits = (size: number | null, index: number) =>
    size === null || asked[index] === null || size === asked[index];
  if (head.kind === 'none' || (shape.length === asked.length && shape.every(fits))) return config;
  const print = (one: readonly (number | null)[]) => one.map((size) => size ?? 'any').join(', ');
  const detail = `its output ${LOGITS} has shape [${print(shape)}], and by config.json it is for ${head.kind} and has [${print(asked)}]`;
  throw fail('EXPORT_UNSUPPORTED', { file, detail });
}

function guessHead({ shape }: Port, vocabularySize: number): Head['kind'] {
  if (shape?.length === 2) return 'sequence-classification';
  if (shape?.length !== 3) return 'none';
  return shape[2] === vocabularySize ? 'masked-lm' : 'token-classification';
}

export function findOutputs(model: ExportedModel, config: ModelConfig): Found {
  const names = model.outputs.map(({ name }) => name);
  const states = STATES.find((name) => names.includes(name)) ?? null;
  const logits = config.head.kind !== 'none' && names.includes(LOGITS) ? LOGITS : null;
  const inside = states === null && logits !== null ? findStates(model, logits, config) : null;
  if (states === null && logits === null) {
    const detail = `its outputs are ${names.slice(0, 20).map(printable).join(', ')}; of ${config.modelType} with the head ${config.head.kind}, served are ${[LOGITS, ...STATES].join(', ')}`;
    throw fail('EXPORT_UNSUPPORTED', { file: model.file, detail });
  }
  const given = new Set([...model.nodes.flatMap(({ output }) => output)]);
  const lost = [states, logits].find((name) => name !== null && !given.has(name));
  if (lost !== undefined && lost !== null) {
    const detail = `no node gives its output ${lost}`;
    throw fail('EXPORT_INVALID', { file: model.file, detail });
  }
  return { states: states ?? inside?.value ?? null, logits, inside };
}
