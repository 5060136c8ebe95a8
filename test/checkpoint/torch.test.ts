import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';

import { openTorch } from '../../src/checkpoint/torch.js';
import { readFloat32 } from '../../src/checkpoint/tensors.js';
import {
  call,
  code,
  dict,
  global,
  list,
  pickled,
  setItems,
  stackGlobal,
  storage,
  tensor,
  tuple,
  type Part,
} from './pickle-writer.js';
import { floatBytes } from './safetensors-writer.js';
import {
  readTorch,
  state,
  torchEntries,
  torchLegacy,
  torchZip,
  type Storages,
} from './torch-files.js';
import { writeZip } from './zip-writer.js';

const six = floatBytes(0, 1, 2, 3, 4, 5);
const orderedDict = global('collections', 'OrderedDict');

void t.test('a state dict, in the zip format and in the one before', async (t) => {
  const path = join(t.testdir(), 'pytorch_model.bin');
  const value = state({
    weight: { count: 6, shape: [2, 3], strides: [3, 1] },
    bias: { key: '1', count: 2 },
    scale: { key: '1', count: 2, offset: 1, shape: [], strides: [] },
  });
  const expected = {
    weight: { dtype: 'F32', shape: [2, 3], values: [0, 1, 2, 3, 4, 5] },
    bias: { dtype: 'F32', shape: [2], values: [7, 8] },
    scale: { dtype: 'F32', shape: [], values: [8] },
  };
  writeFileSync(path, torchZip(value, { 0: six, 1: floatBytes(7, 8) }));
  t.strictSame(await readTorch(path), expected);
  // The storages come in the order of the list of keys, whatever that is.
  const storages = [
    ['1', 2, floatBytes(7, 8)],
    ['0', 6, six],
  ] as const;
  writeFileSync(path, torchLegacy(value, storages));
  t.strictSame(await readTorch(path), expected);
});

void t.test('half precision is widened; what is no float is listed, and not read', async (t) => {
  const path = join(t.testdir(), 'pytorch_model.bin');
  const value = state({
    half: { key: 'h', type: 'HalfStorage', count: 2 },
    brain: { key: 'b', type: 'BFloat16Storage', count: 2, offset: 1, shape: [1] },
    position_ids: { key: 'p', type: 'LongStorage', count: 2, shape: [1, 2], strides: [2, 1] },
    double: { key: 'd', type: 'DoubleStorage', count: 1 },
  });
  const storages = { h: code('003c 00c0'), b: code('0000 c03f'), p: Buffer.alloc(16) };
  writeFileSync(path, torchZip(value, { ...storages, d: Buffer.alloc(8) }));
  t.strictSame(await readTorch(path), {
    half: { dtype: 'F16', shape: [2], values: [1, -2] },
    brain: { dtype: 'BF16', shape: [1], values: [1.5] },
    position_ids: { dtype: 'I64', shape: [1, 2], values: null },
    double: { dtype: 'F64', shape: [1], values: null },
  });
  const source = await openTorch(path);
  t.teardown(() => source.close());
  const message = /tensor position_ids has type I64; F32, F16 and BF16 are read/;
  await t.rejects(readFloat32(source, 'position_ids'), {
    code: 'TENSOR_DTYPE_UNSUPPORTED',
    message,
  });
  await t.rejects(readFloat32(source, 'double'), { code: 'TENSOR_DTYPE_UNSUPPORTED' });
  await t.rejects(readFloat32(source, 'bias'), { code: 'TENSOR_MISSING' });
});

void t.test('views: shared, transposed, cut out, empty', async (t) => {
  const path = join(t.testdir(), 'pytorch_model.bin');
  const view = (shape: readonly number[], strides: readonly number[], offset = 0) => ({
    ...{ count: 6, shape, strides, offset },
  });
  const cases: readonly (readonly [string, ReturnType<typeof view>, readonly number[]])[] = [
    ['as it lies', view([2, 3], [3, 1]), [0, 1, 2, 3, 4, 5]],
    ['tied to the one before', view([2, 3], [3, 1]), [0, 1, 2, 3, 4, 5]],
    ['transposed', view([3, 2], [1, 3]), [0, 3, 1, 4, 2, 5]],
    ['a column', view([2], [3], 2), [2, 5]],
    ['a block', view([2, 2], [3, 1], 1), [1, 2, 4, 5]],
    ['every second', view([3], [2], 1), [1, 3, 5]],
    ['expanded', view([3, 2], [0, 1], 4), [4, 5, 4, 5, 4, 5]],
    ['a stride that no step uses', view([1, 6], [999, 1]), [0, 1, 2, 3, 4, 5]],
    ['empty', view([0, 3], [3, 1]), []],
    ['empty at the end', view([2, 0], [0, 1], 6), []],
  ];
  const views = Object.fromEntries(cases.map(([name, one]) => [name, one]));
  writeFileSync(path, torchZip(state(views), { 0: six }));
  const source = await openTorch(path);
  t.teardown(() => source.close());
  for (const [name, , expected] of cases) {
    t.strictSame([...(await readFloat32(source, name))], expected, name);
  }
});

void t.test('what PyTorch and training frameworks wrote over the years', async (t) => {
  const path = join(t.testdir(), 'pytorch_model.bin');
  const one = tensor({ count: 6 });
  const older = global('torch._utils', '_rebuild_tensor');
  const newer = stackGlobal('torch._utils', '_rebuild_tensor_v2');
  const parameter = global('torch._utils', '_rebuild_parameter');
  const old = code('55 01 61'); // SHORT_BINSTRING "a"
  const cases: readonly (readonly [string, Part])[] = [
    ['a dict', dict(['a', one])],
    [
      'an OrderedDict with versions of its modules',
      Buffer.concat([
        call(orderedDict),
        setItems(['a', one]),
        dict(['_metadata', call(orderedDict)]),
        code('62'),
      ]),
    ],
    ['a dict of Python 2', call(orderedDict, list(list(old, one)))],
    [
      'a tensor of before 0.4',
      dict(['a', call(older, storage({ count: 6 }), 0, tuple(6), tuple(1))]),
    ],
    ['a parameter', dict(['a', call(parameter, one, true, call(orderedDict))])],
    [
      'a shape of the class torch.Size',
      dict([
        'a',
        call(newer, storage({ count: 6 }), 0, call(global('torch', 'Size'), tuple(6)), tuple(1)),
      ]),
    ],
    [
      'memo and frames of protocol 4',
      Buffer.concat([
        code('80 04 95 0000000000000000 7d 94 8c 01 61 94'),
        one,
        code('94 73'), // SETITEM
      ]),
    ],
    [
      'numbers beside the tensors',
      dict(['a', one], ['step', 7], ['loss', code('47 3ff8000000000000')]),
    ],
    ['a training state', dict(['epoch', 3], ['state_dict', dict(['a', one])])],
    ['a training state of another framework', dict(['model', dict(['a', one])], ['args', null])],
  ];
  for (const [name, value] of cases) {
    writeFileSync(path, torchZip(value, { 0: six }));
    t.match(await readTorch(path), { a: { values: [0, 1, 2, 3, 4, 5] } }, name);
  }
});

void t.test('archives: zip64, without byte order, empty storages', async (t) => {
  const path = join(t.testdir(), 'pytorch_model.bin');
  const entries = torchEntries(pickled(state({ a: { count: 6 } })), { 0: six });
  const expected = { a: { dtype: 'F32', shape: [6], values: [0, 1, 2, 3, 4, 5] } };
  writeFileSync(
    path,
    writeZip(
      entries.map((entry) => ({ ...entry, zip64: true })),
      { zip64: true },
    ),
  );
  t.strictSame(await readTorch(path), expected, 'zip64');
  writeFileSync(path, writeZip(entries.filter(({ name }) => !name.endsWith('byteorder'))));
  t.strictSame(await readTorch(path), expected, 'written before PyTorch 2.1');
  const storages: Storages = { 0: Buffer.alloc(0) };
  writeFileSync(path, torchZip(state({ a: { count: 0 } }), storages));
  t.strictSame(await readTorch(path), { a: { dtype: 'F32', shape: [0], values: [] } }, 'empty');
});

void t.test('values are read by position: a file that shrinks is an error', async (t) => {
  const path = join(t.testdir(), 'pytorch_model.bin');
  const bytes = torchLegacy(state({ a: { count: 6 } }), [['0', 6, six]]);
  writeFileSync(path, bytes);
  const source = await openTorch(path);
  t.teardown(() => source.close());
  truncateSync(path, bytes.length - 1);
  await t.rejects(readFloat32(source, 'a'), { code: 'CHECKPOINT_MISSING', message: /it ends at/ });
});
