import fc from 'fast-check';
import t from 'tap';
import type { TensorSource } from '../../src/checkpoint/tensors.js';
import { quantized } from '../../src/graph/quantize.js';
import type { Recipe } from '../../src/graph/weights.js';

/** One tensor, `w`, in pieces that end within rows. */
const sourceOf = (values: readonly number[], length = 2): TensorSource => ({
  file: 'none',
  tensors: new Map(),
  pieces: async function* () {
    await Promise.resolve();
    for (let from = 0; from < values.length; from += length) {
      yield Float32Array.from(values.slice(from, from + length));
    }
  },
  close: () => Promise.resolve(),
});

async function valuesOf(recipe: Recipe, source: TensorSource): Promise<number[]> {
  const values: number[] = [];
  for await (const piece of recipe.pieces(source)) values.push(...piece);
  return values;
}

/** [out, in] → integers [in, out] and scales [out]. */
async function quantize(outputs: number, ...values: readonly number[]) {
  const shape = [outputs, values.length / outputs] as const;
  const source = sourceOf(values);
  const { integers, scales } = quantized(['w'], shape);
  return { integers: await valuesOf(integers, source), scales: await valuesOf(scales, source) };
}

void t.test('each output has the scale of its largest magnitude', async (t) => {
  t.strictSame(await quantize(1, 1.27, -0.64, 0, 0.014), {
    integers: [127, -64, 0, 1],
    scales: [Math.fround(Math.fround(1.27) / 127)],
  });
  const { integers } = await quantize(2, ...[127, -64], ...[1, -0.4]);
  t.strictSame(integers, [...[127, 127], ...[-64, -51]], 'inputs by outputs');
  const zeros = await quantize(2, ...[0, 0], ...[1, -1]);
  t.strictSame(zeros.integers, [...[0, 127], ...[0, -127]]);
  t.equal(zeros.scales[0], 0, 'an output of zeros');
});

void t.test('a recipe needs the tensor in the shape that PyTorch stores', (t) => {
  const needs = [{ tensor: 'w', shape: [2, 3] }];
  const { integers, scales } = quantized(['w'], [2, 3]);
  t.strictSame(integers.needs, needs);
  t.strictSame(scales.needs, needs);
  t.end();
});

void t.test('a tensor is read once for both, and each source has its own scales', async (t) => {
  const reads: string[] = [];
  const watched = (name: string, ...values: readonly number[]): TensorSource => ({
    ...sourceOf(values),
    pieces: () => {
      reads.push(name);
      return sourceOf(values).pieces('w');
    },
  });
  const [one, other] = [watched('one', 127, 1), watched('other', 254, 1)];
  const { integers, scales } = quantized(['w'], [1, 2]);
  await valuesOf(integers, one);
  t.strictSame(await valuesOf(scales, one), [1]);
  t.strictSame(reads, ['one']);
  t.strictSame(await valuesOf(scales, other), [2], 'also without its integers');
});

void t.test('no value is further than half a step from scale × integer', async (t) => {
  const numbers = fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 6 });
  const check = async (values: number[]) => {
    const whole = values.slice(0, values.length - (values.length % 3));
    const inner = whole.length / 3;
    const { integers, scales } = await quantize(3, ...whole);
    return whole.every((value, place) => {
      const [output, input] = [Math.floor(place / inner), place % inner];
      const scale = scales[output] ?? 0;
      const integer = integers[3 * input + output] ?? NaN;
      const error = Math.abs(value - scale * integer);
      return Math.abs(integer) <= 127 && error <= scale * 0.5001 + 1e-30;
    });
  };
  await fc.assert(fc.asyncProperty(numbers, check));
  t.pass();
});
