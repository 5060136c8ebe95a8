import { create } from '@bufbuild/protobuf';
import t from 'tap';
import { TensorProtoSchema, type TensorProto } from '../../../src/graph/onnx/onnx_pb.js';
import { read } from './read.js';
import { external, tensor, toy } from './toy.js';

const folder = t.testdir();
const places = tensor('places', [40, 8], () => 1);

/** The toy with another tensor in the place of one of its own. */
const withTensor = (other: TensorProto) =>
  toy(({ graph }) => {
    if (graph === undefined) return;
    graph.initializer = graph.initializer.map((own) => (own.name === other.name ? other : own));
  });

const data = { 'model.onnx_data': new Uint8Array(1300) };

void t.test('values in another file, with all that can be told of them or as little', async (t) => {
  for (const [entries, from] of [
    [{ location: 'model.onnx_data', offset: '16', length: '1280' }, 16],
    [{ location: 'model.onnx_data', offset: '20', length: '1280', checksum: 'abc' }, 20],
    [{ location: 'model.onnx_data' }, 0],
  ] as const) {
    const { tensors } = await read(folder, withTensor(external(places, entries)), data);
    t.match(tensors.get('places')?.values, { kind: 'file', from, length: 1280 });
  }
});

void t.test('values that lie outside, or nowhere', async (t) => {
  const refused = (entries: Record<string, string>, message: RegExp) =>
    t.rejects(read(folder, withTensor(external(places, entries)), data), {
      code: 'EXPORT_TENSOR_INVALID',
      message,
    });
  const location = 'model.onnx_data';
  for (const path of [
    '../model.onnx_data',
    '/etc/passwd',
    './model.onnx_data',
    'x\\model.onnx_data',
  ]) {
    await refused(
      { location: path },
      /places cannot be read: its values are in .*; only model\.onnx_data and model\.onnx\.data beside it/,
    );
  }
  await refused({ location: '' }, /its values are in "";/);
  await refused({ location: 'a\nb' }, /its values are in "a\\nb"/);
  await refused({}, /its values are in "";/);
  await refused(
    { location, offset: '21' },
    /ends at byte 1301 of model\.onnx_data, which has 1300/,
  );
  await refused({ location, offset: '-1' }, /its offset is -1 and its length 1280/);
  await refused({ location, offset: '1e3' }, /its offset is 1e3/);
  await refused({ location, offset: '9'.repeat(20) }, /its offset is 9{20}/);
  await refused(
    { location, length: '1276' },
    /it has 1276 bytes, and its shape \[40, 8\] needs 1280/,
  );
  await refused({ location, length: '' }, /and its length ""/);
});

void t.test('shapes and types that no weight has', async (t) => {
  const refused = (change: Partial<Pick<TensorProto, 'dims' | 'dataType'>>, message: RegExp) => {
    const other = create(TensorProtoSchema, { ...places, ...change });
    return t.rejects(read(folder, withTensor(other)), { code: 'EXPORT_TENSOR_INVALID', message });
  };
  await refused({ dims: [40n, 7n] }, /it has 1280 bytes, and its shape \[40, 7\] needs 1120/);
  await refused({ dims: [-40n, -8n] }, /its shape is \[-40, -8\]/);
  await refused({ dims: [2n ** 40n, 2n ** 40n] }, /its shape is \[1099511627776, /);
  await refused({ dims: Array.from({ length: 9 }, () => 1n) }, /its shape is \[1, 1, 1/);
  await refused({ dims: [0n, 2n ** 62n] }, /it has 1280 bytes, and its shape/);
  await refused({ dataType: 8 }, /its type is number 8, which no weight has/);
  await refused({ dataType: 999 }, /its type is number 999/);
  await refused({ dataType: 11 }, /needs 2560/);
});

void t.test('small values may be in the list of their type', async (t) => {
  const list = (change: object) =>
    read(
      folder,
      withTensor(create(TensorProtoSchema, { ...places, rawData: new Uint8Array(), ...change })),
    );
  const floatData = Array.from({ length: 320 }, () => 0.5);
  const { tensors } = await list({ floatData });
  t.match(tensors.get('places')?.values, { kind: 'inline' });
  await t.rejects(list({ floatData: floatData.slice(1) }), { message: /it has 1276 bytes/ });
  await t.rejects(list({}), { message: /it has 0 bytes/ });
});

void t.test('a small file that stands for many large tensors', async (t) => {
  const entries = { location: 'model.onnx_data' };
  const sharing = (count: number) =>
    toy(({ graph }) => {
      for (let index = 0; index < count; index++) {
        graph?.initializer.push(
          external(
            tensor(`x${index}`, [40, 8], () => 1),
            entries,
          ),
        );
      }
    });
  t.equal((await read(folder, sharing(2), data)).tensors.get('x1')?.values.kind, 'file');
  await t.rejects(read(folder, sharing(1000), { 'model.onnx_data': new Uint8Array(1300) }), {
    code: 'EXPORT_TOO_LARGE',
    message: /its tensors have \d+ bytes, more than twice the \d+ of its files\. Export/,
  });
});
