import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { messageOf } from '../errors.js';

const LIBRARY = 'libonnxruntime_providers_cuda.so';

/** The only system that ONNX Runtime's package for Node has CUDA for. */
const SYSTEM = 'linux/x64';

const WITHOUT = 'Serve with --devices cpu to do without a GPU';

/**
 * Throws an Error that tells what is missing where ONNX Runtime's library for CUDA is not installed.
 * ONNX Runtime itself would only say that a library did not load.
 *
 * @param system platform and architecture, as Node calls them
 * @param folder the folder of onnxruntime-node
 */
export function requireCudaLibrary(
  system = `${process.platform}/${process.arch}`,
  folder = packageFolder(),
): void {
  if (system !== SYSTEM) {
    throw new Error(`ONNX Runtime has CUDA for ${SYSTEM} only, and this is ${system}`);
  }
  const place = `bin/napi-v6/${system}`;
  if (existsSync(join(folder, place, LIBRARY))) return;
  throw new Error(
    `ONNX Runtime's library for CUDA is not installed: there is no ${LIBRARY} in ` +
      `onnxruntime-node/${place}. ` +
      'Its npm package does not hold it; ' +
      '`node node_modules/onnxruntime-node/script/install.js --onnxruntime-node-install=cuda12` ' +
      'fetches it',
  );
}

/** What to say where a session on a GPU could not be made; without a period at its end. */
export function explainCudaFailure(error: unknown): string {
  const message = messageOf(error);
  if (!/load shared library/i.test(message)) return `${message}. ${WITHOUT}`;
  return (
    `${message}. It is installed, but something that it needs is not: CUDA 12 and cuDNN 9, where ` +
    `the system finds libraries; ONNX Runtime has written above which of them. ${WITHOUT}`
  );
}

/** The package's entry is dist/index.js; dist/binding.js tells the place of its libraries. */
const packageFolder = (): string =>
  join(dirname(createRequire(import.meta.url).resolve('onnxruntime-node')), '..');
