import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readExport, type ExportedModel } from '../../../src/graph/exported/model.js';
import { TensorFiles } from '../../../src/graph/exported/tensors.js';

/** Writes an export into a folder and reads it; `data` are files beside it. */
export async function read(
  folder: string,
  bytes: Uint8Array,
  data: Readonly<Record<string, Uint8Array>> = {},
): Promise<ExportedModel> {
  const model = join(folder, 'model.onnx');
  writeFileSync(model, bytes);
  for (const [name, content] of Object.entries(data)) writeFileSync(join(folder, name), content);
  const files = await TensorFiles.open({ model, data: Object.keys(data) });
  try {
    return await readExport(files);
  } finally {
    await files.close();
  }
}
