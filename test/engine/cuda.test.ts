import t from 'tap';
import { explainCudaFailure, requireCudaLibrary } from '../../src/engine/cuda.js';
import { Engine } from '../../src/engine/engine.js';
import { bundledEngine } from './bundled.js';

/** True on a machine where somebody has fetched the library: then it is no matter of this test. */
function hasLibrary(): boolean {
  try {
    requireCudaLibrary();
    return true;
  } catch {
    return false;
  }
}

void t.test('a missing library is told with its place and how to get it', (t) => {
  const folder = t.testdir({
    empty: {},
    full: { bin: { 'napi-v6': { linux: { x64: { 'libonnxruntime_providers_cuda.so': '' } } } } },
  });
  t.throws(() => requireCudaLibrary('linux/x64', `${folder}/empty`), {
    message:
      /^ONNX Runtime's library for CUDA is not installed: there is no libonnxruntime_providers_cuda\.so in onnxruntime-node\/bin\/napi-v6\/linux\/x64\. .*install\.js --onnxruntime-node-install=cuda12` fetches it$/,
  });
  t.doesNotThrow(() => requireCudaLibrary('linux/x64', `${folder}/full`));
  t.end();
});

void t.test('other systems have none', (t) => {
  for (const system of ['darwin/arm64', 'win32/x64', 'linux/arm64']) {
    t.throws(() => requireCudaLibrary(system), {
      message: `ONNX Runtime has CUDA for linux/x64 only, and this is ${system}`,
    });
  }
  t.end();
});

void t.test('a library that does not load needs others; all else tells itself', (t) => {
  const loading = 'OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library';
  t.match(
    explainCudaFailure(new Error(loading)),
    /Failed to load.* CUDA 12 and cuDNN 9.*--devices/,
  );
  t.equal(
    explainCudaFailure(new Error('CUDA failure 101: invalid device ordinal')),
    'CUDA failure 101: invalid device ordinal. Serve with --devices cpu to do without a GPU',
  );
  t.end();
});

void t.test('an engine on a GPU that cannot be used does not start, and says why', async (t) => {
  if (hasLibrary()) {
    t.comment('the library for CUDA is installed here');
    return;
  }
  const options = await bundledEngine(t);
  await t.rejects(Engine.start({ ...options, device: { kind: 'cuda', index: 3 } }), {
    code: 'ENGINE_START_FAILED',
    message:
      /^The engine did not start: cuda:3: ONNX Runtime.*(not installed|only).* Serve with --devices cpu to do without a GPU\.$/,
  });
});
