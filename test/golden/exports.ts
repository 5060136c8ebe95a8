import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fromRoot } from '../root.js';

/** An export of a checkpoint in test/golden; see exports/README.md. */
export interface GoldenExport {
  readonly name: string;
  readonly checkpoint: string;
  readonly kind: 'masked-lm' | 'labels' | 'features';
}

/** Those whose numbers are the ones of their checkpoint. */
export const goldenExports: readonly GoldenExport[] = [
  { name: 'roberta-mlm', checkpoint: 'roberta-mlm', kind: 'masked-lm' },
  { name: 'bert-mlm', checkpoint: 'bert-mlm-legacy', kind: 'masked-lm' },
  { name: 'roberta-ner-o2', checkpoint: 'roberta-ner', kind: 'labels' },
  { name: 'roberta-cls', checkpoint: 'roberta-cls', kind: 'labels' },
  { name: 'roberta-features', checkpoint: 'roberta-mlm', kind: 'features' },
];

const WEIGHTS = /\.(?:safetensors|bin|index\.json)$/;

/** Makes a folder with an export as `model.onnx`, and the small files of its checkpoint. */
export function exportFolder(
  parent: string,
  { name, checkpoint }: Pick<GoldenExport, 'name' | 'checkpoint'>,
): string {
  const folder = join(parent, name);
  mkdirSync(folder, { recursive: true });
  const source = fromRoot(`test/golden/${checkpoint}`);
  for (const file of readdirSync(source)) {
    if (!WEIGHTS.test(file)) copyFileSync(join(source, file), join(folder, file));
  }
  for (const end of ['.onnx', '.onnx_data']) {
    const file = fromRoot(`test/golden/exports/${name}${end}`);
    if (existsSync(file)) copyFileSync(file, join(folder, `model${end}`));
  }
  return folder;
}
