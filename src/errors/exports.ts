import { define, type FileField, type TensorField } from './definition.js';

/** The part of the error table that ready ONNX exports need. */
export const exportErrors = {
  EXPORT_INVALID: define<FileField & { detail: string }>(
    500,
    'load',
    (f) =>
      `${f.file} is not an ONNX model that can be read: ${f.detail}. Fetch or export it again.`,
  ),
  EXPORT_TOO_LARGE: define<FileField & { detail: string }>(
    500,
    'load',
    (f) =>
      `${f.file} is larger than the export of any encoder: ${f.detail}. Export the model again.`,
  ),
  EXPORT_TENSOR_INVALID: define<TensorField & { detail: string }>(
    500,
    'load',
    (f) => `${f.file}: tensor ${f.tensor} cannot be read: ${f.detail}.`,
  ),
  EXPORT_UNSUPPORTED: define<FileField & { detail: string }>(
    500,
    'load',
    (f) => `${f.file} is an ONNX export that cannot be served: ${f.detail}.`,
  ),
  EXPORT_PRECISION: define<FileField & { value: string }>(
    500,
    'load',
    (f) =>
      `${f.file} is a ready ONNX export, which is served in the precision that it has, not in ${f.value}. Leave --precision out, or put model.safetensors or pytorch_model.bin into its folder.`,
  ),
} as const;
