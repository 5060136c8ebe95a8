import fc from 'fast-check';
import t from 'tap';
import type { TensorSource } from '../../src/checkpoint/tensors.js';
import { quantized, scalesOf } from '../../src/graph/quantize.js';
import type { FloatRecipe } from '../../src/graph/weights.js';

/** No recipe below reads tensors. */
const noTensors: TensorSource = {
  file: 'none',
  tensors: new Map(),
  readFloat32: () => Promise.reject(new TypeError('nothing is read')),
  close: () => Promise.resolve(),
};

const weightOf = (...values: readonly number[]): FloatRecipe => ({
  type: 'float32',
  needs: [{ tensor: 'a', shape: [values.length] }],
  load: () => Promise.resolve(Float32Array.from(values)),
});

/** [in, out] row-major → integers and scales. */
async function quantize(columns: number, ...values: readonly number[]) {
  const weight = weightOf(...values);
  return {
    integers: [...(await quantized(weight, columns).load(noTensors))],
    scales: [...(await scalesOf(weight, columns).load(noTensors))],
  };
}

void t.test('each column has the scale of its largest magnitude', async (t) => {
  t.strictSame(await quantize(1, 1.27, -0.64, 0, 0.014), {
    integers: [127, -64, 0, 1],
    scales: [Math.fround(Math.fround(1.27) / 127)],
  });
  t.strictSame((await quantize(2, ...[127, 1], ...[-64, -0.5])).integers, [127, 127, -64, -63]);
  t.strictSame((await quantize(2, ...[0, 1], ...[0, -1])).integers, [0, 127, 0, -127]);
  t.strictSame((await quantize(2, ...[0, 1], ...[0, -1])).scales[0], 0, 'a column of zeros');
});

void t.test('a recipe needs what its weight needs', (t) => {
  const weight = weightOf(1, 2);
  t.strictSame(quantized(weight, 2).needs, weight.needs);
  t.strictSame(scalesOf(weight, 2).needs, weight.needs);
  t.end();
});

void t.test('no value is further than half a step from scale × integer', async (t) => {
  const numbers = fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 6 });
  const check = async (values: number[]) => {
    const whole = values.slice(0, values.length - (values.length % 3));
    const { integers, scales } = await quantize(3, ...whole);
    return whole.every((value, index) => {
      const scale = scales[index % 3] ?? 0;
      const integer = integers[index] ?? NaN;
      const error = Math.abs(value - scale * integer);
      return Math.abs(integer) <= 127 && error <= scale * 0.5001 + 1e-30;
    });
  };
  await fc.assert(fc.asyncProperty(numbers, check));
  t.pass();
});
