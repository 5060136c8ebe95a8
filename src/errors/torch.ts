import { define, type FileField } from './definition.js';

/** The part of the error table that weights in PyTorch's forms, and weights in several files, need. */
export const torchErrors = {
  TORCH_FILE_INVALID: define<FileField & { detail: string }>(
    500,
    'load',
    (f) => `${f.file} is not a file of weights by torch.save that can be read: ${f.detail}.`,
  ),
  TORCH_ARCHIVE_INVALID: define<FileField & { detail: string }>(
    500,
    'load',
    (f) => `${f.file} is not a zip archive as torch.save writes it: ${f.detail}. Fetch it again.`,
  ),
  TORCH_TENSOR_INVALID: define<FileField & { tensor: string; detail: string }>(
    500,
    'load',
    (f) => `${f.file}: tensor ${f.tensor} cannot be read: ${f.detail}.`,
  ),
  PICKLE_INVALID: define<FileField & { index: number; detail: string }>(
    500,
    'load',
    (f) => `${f.file}: its pickle goes wrong at byte ${f.index}: ${f.detail}.`,
  ),
  PICKLE_TOO_LARGE: define<FileField & { detail: string }>(
    500,
    'load',
    (f) => `${f.file}: its pickle is larger than that of any weights: ${f.detail}.`,
  ),
  PICKLE_OPCODE_REFUSED: define<FileField & { index: number; value: string }>(
    500,
    'load',
    (f) =>
      `${f.file}: its pickle has the opcode ${f.value} at byte ${f.index}, which weights do not need. Nothing of it was executed; use a checkpoint in safetensors.`,
  ),
  PICKLE_GLOBAL_REFUSED: define<FileField & { value: string }>(
    500,
    'load',
    (f) =>
      `${f.file}: its pickle asks for ${f.value}, which weights do not need. Nothing of it was executed; use a checkpoint in safetensors, and do not load this one with Python.`,
  ),
  WEIGHTS_INDEX_INVALID: define<FileField & { detail: string }>(
    500,
    'load',
    (f) => `${f.file} is not an index of weights that can be followed: ${f.detail}.`,
  ),
  TENSOR_NAMES_CLASH: define<FileField & { tensor: string; found: string; value: string }>(
    500,
    'load',
    (f) => `${f.file}: its tensors ${f.found} and ${f.value} would both be ${f.tensor}.`,
  ),
} as const;
