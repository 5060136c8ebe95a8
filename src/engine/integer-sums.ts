import { InferenceSession, Tensor } from './onnxruntime.js';
import type { IntegerSums } from './protocol.js';

const SIZE = 64;
const LARGEST_BYTE = 255;
const LARGEST_WEIGHT = 127;

/**
 * Tries how ONNX Runtime sums products of 8-bit integers on this processor, with the largest sums
 * there are. On x86 without VNNI it adds pairs of them in 16 bits, which overflow: on an emulated
 * Haswell, sums were wrong by up to 99 %. It can be asked to widen the weights first, which is
 * right there, and halves the speed elsewhere.
 */
export async function probeIntegerSums(): Promise<IntegerSums> {
  // Only here: a model in floats starts without reading all that writes graphs.
  const { PROBE_OUTPUT, probeInputs, writeProbe } = await import('../graph/probe.js');
  const session = await InferenceSession.create(writeProbe(), { logSeverityLevel: 3 });
  const shape = [SIZE, SIZE];
  const results = await session.run({
    [probeInputs.bytes]: new Tensor('uint8', new Uint8Array(SIZE * SIZE).fill(LARGEST_BYTE), shape),
    [probeInputs.weights]: new Tensor(
      'int8',
      new Int8Array(SIZE * SIZE).fill(LARGEST_WEIGHT),
      shape,
    ),
  });
  await session.release();
  const sums = results[PROBE_OUTPUT]?.data;
  if (!(sums instanceof Int32Array)) throw new TypeError('the probe gives no sums');
  const expected = SIZE * LARGEST_BYTE * LARGEST_WEIGHT;
  return sums.every((sum) => sum === expected) ? 'exact' : 'overflowing';
}
