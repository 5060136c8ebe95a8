import { define, type FileField, type TensorField } from './definition.js';

/** What a checkpoint, a package or the configuration can be refused for. */
export const loadErrors = {
  CONFIG_INVALID: define<{ option: string; detail: string }>(
    500,
    'load',
    (f) => `${f.option}: ${f.detail}.`,
  ),
  CHECKPOINT_MISSING: define<FileField & { detail: string }>(
    500,
    'load',
    (f) => `${f.file}: ${f.detail}.`,
  ),
  CHECKPOINT_CONFIG_INVALID: define<FileField & { detail: string }>(
    500,
    'load',
    (f) => `${f.file} is not a model configuration that can be read: ${f.detail}.`,
  ),
  ARCHITECTURE_UNSUPPORTED: define<
    FileField & { option: string; value: string; supported: string }
  >(500, 'load', (f) => `${f.file}: ${f.option} is ${f.value}; supported: ${f.supported}.`),
  TENSOR_MISSING: define<TensorField>(
    500,
    'load',
    (f) => `${f.file} has no tensor ${f.tensor}, which the architecture needs.`,
  ),
  TENSOR_SHAPE_WRONG: define<TensorField & { found: string; expected: string }>(
    500,
    'load',
    (f) =>
      `${f.file}: tensor ${f.tensor} has shape [${f.found}]; config.json asks for [${f.expected}].`,
  ),
  SAFETENSORS_TOO_SHORT: define<FileField & { size: number }>(
    500,
    'load',
    (f) => `${f.file} has ${f.size} bytes, fewer than a safetensors header needs. Fetch it again.`,
  ),
  SAFETENSORS_HEADER_TOO_LARGE: define<FileField & { size: string; limit: number }>(
    500,
    'load',
    (f) => `${f.file} says that its header has ${f.size} bytes; at most ${f.limit} are read.`,
  ),
  SAFETENSORS_HEADER_INVALID: define<FileField & { detail: string }>(
    500,
    'load',
    (f) => `${f.file} has a header that cannot be read: ${f.detail}.`,
  ),
  SAFETENSORS_DTYPE_UNKNOWN: define<TensorField & { dtype: string }>(
    500,
    'load',
    (f) => `${f.file}: tensor ${f.tensor} has the unknown type ${f.dtype}.`,
  ),
  SAFETENSORS_SHAPE_INVALID: define<TensorField & { detail: string }>(
    500,
    'load',
    (f) => `${f.file}: tensor ${f.tensor} has an impossible shape: ${f.detail}.`,
  ),
  SAFETENSORS_SPAN_INVALID: define<TensorField & { detail: string }>(
    500,
    'load',
    (f) => `${f.file}: tensor ${f.tensor} lies wrongly in the file: ${f.detail}.`,
  ),
  SAFETENSORS_SIZE_WRONG: define<FileField & { expected: number; found: number }>(
    500,
    'load',
    (f) => `${f.file} has ${f.found} bytes; its header describes ${f.expected}. Fetch it again.`,
  ),
  TENSOR_DTYPE_UNSUPPORTED: define<TensorField & { dtype: string }>(
    500,
    'load',
    (f) => `${f.file}: tensor ${f.tensor} has type ${f.dtype}; F32, F16 and BF16 are read.`,
  ),
  TOKENIZER_UNSUPPORTED: define<FileField & { detail: string }>(
    500,
    'load',
    (f) => `${f.file} describes a tokenizer that cannot be represented: ${f.detail}.`,
  ),
  PACKAGE_INVALID: define<FileField & { detail: string }>(
    500,
    'load',
    (f) => `${f.file} is not a package that this version can serve: ${f.detail}. Convert it again.`,
  ),
  PACKAGE_NOT_WRITTEN: define<FileField & { detail: string }>(
    500,
    'load',
    (f) =>
      `${f.file}: no package can be written there (${f.detail}). Choose another folder, such as with --mascarilla-home.`,
  ),
  AGREEMENT_TOO_LOW: define<{
    model: string;
    precision: string;
    reached: number;
    least: number;
    decisions: number;
  }>(500, 'load', (f) => {
    const reached = `${(100 * f.reached).toFixed(2)} %`;
    const told =
      f.decisions > 0
        ? `decides as in fp32 in ${reached} of ${f.decisions} cases`
        : `gives vectors of which the cosine to those of fp32 is ${f.reached.toFixed(4)}`;
    return `${f.model} in ${f.precision} ${told}, less than --min-agreement ${f.least}. Serve it in fp32, or lower --min-agreement if that is near enough.`;
  }),
  ENGINE_START_FAILED: define<{ detail: string }>(
    500,
    'load',
    (f) => `The engine did not start: ${f.detail}.`,
  ),
};
