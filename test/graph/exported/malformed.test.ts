import assert from 'node:assert/strict';
import { create } from '@bufbuild/protobuf';
import fc from 'fast-check';
import t from 'tap';
import { ServiceError } from '../../../src/errors.js';
import { writeExportedGraph } from '../../../src/graph/exported/serving.js';
import {
  AttributeProtoSchema,
  FunctionProtoSchema,
  SparseTensorProtoSchema,
  type ModelProto,
} from '../../../src/graph/onnx/onnx_pb.js';
import { read } from './read.js';
import { external, node, tensor, toy, withClass } from './toy.js';

const whole = toy();
const folder = t.testdir();

/** A field of bytes: tag, length, content. */
const field = (number: number, content: Uint8Array): Buffer => {
  const length: number[] = [];
  for (let rest = content.length; ; rest = Math.floor(rest / 128)) {
    length.push((rest % 128) + (rest > 127 ? 128 : 0));
    if (rest < 128) break;
  }
  return Buffer.concat([Uint8Array.of(number * 8 + 2, ...length), content]);
};

void t.test('a whole one is read, without its large weights', async (t) => {
  const { inputs, nodes, opset, outputs, tensors } = await read(folder, whole);
  t.strictSame(
    inputs.map(({ name, shape }) => [name, shape]),
    ['input_ids', 'attention_mask', 'position_ids'].map((name) => [name, [null, null]]),
  );
  t.match(outputs, [{ name: 'logits', shape: [null, null, 20] }]);
  t.equal(opset, 14);
  t.equal(nodes.length, 4);
  t.match(tensors.get('places'), { shape: [40, 8], values: { kind: 'file', length: 1280 } });
  t.match(tensors.get('words'), { shape: [20, 8], values: { kind: 'inline' } });
});

void t.test('cut off at any byte, it is refused', async (t) => {
  for (let end = 0; end < whole.length; end += end < 300 ? 1 : 17) {
    await assert.rejects(
      // A part that ends between two fields of the model has no graph, or a shorter one.
      async () => writeExportedGraph(await read(folder, whole.subarray(0, end)), withClass(null)),
      (error) => error instanceof ServiceError && error.code.startsWith('EXPORT_'),
      String(end),
    );
  }
  t.end();
});

void t.test(
  'with any bytes changed, it is read or refused, and nothing else happens',
  async (t) => {
    const change = fc.record({ at: fc.nat(whole.length - 1), byte: fc.nat(255) });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const bytes = Buffer.from(whole);
        for (const { at, byte } of changes) bytes[at] = byte;
        try {
          writeExportedGraph(await read(folder, bytes), withClass('RobertaForMaskedLM'));
        } catch (error) {
          assert.ok(error instanceof ServiceError, String(error));
          assert.match(error.code, /^EXPORT_/);
        }
      }),
      { numRuns: 400 },
    );
    t.end();
  },
);

void t.test('what is no export says why', async (t) => {
  const refused = async (bytes: Uint8Array, code: string, message: RegExp) =>
    t.rejects(read(folder, bytes), { code, message });
  const change = (action: (graph: NonNullable<ModelProto['graph']>, model: ModelProto) => void) =>
    toy((model) => {
      if (model.graph !== undefined) action(model.graph, model);
    });
  await refused(new Uint8Array(), 'EXPORT_INVALID', /model\.onnx .* it has no graph\. Fetch/);
  await refused(
    Buffer.from('{"a": 1}'.repeat(9)),
    'EXPORT_INVALID',
    /at byte \d+, a (field|number)/,
  );
  await refused(new Uint8Array(30).fill(255), 'EXPORT_INVALID', /at byte 0, a number does not end/);
  await refused(Buffer.concat([whole, whole]), 'EXPORT_INVALID', /it has two graphs/);
  await refused(Buffer.from([7 * 8 + 2, 200, 1]), 'EXPORT_INVALID', /a field ends at byte 203/);
  await refused(Buffer.from([7 * 8 + 3]), 'EXPORT_INVALID', /a field has wire type 3/);
  const unsupported: readonly (readonly [Uint8Array, RegExp])[] = [
    [
      change((_, model) => model.functions.push(create(FunctionProtoSchema))),
      /functions of its own/,
    ],
    [
      change((graph) => graph.sparseInitializer.push(create(SparseTensorProtoSchema))),
      /it has sparse tensors/,
    ],
    [change((_, model) => (model.opsetImport = [])), /its opset is missing; served .* from 11 on/],
    [
      change((_, { opsetImport: [first] }) => first && (first.version = 10n)),
      /its opset is 10; .* export it with a newer one/,
    ],
    [
      change(({ node: [first] }) => first && (first.domain = 'evil\n')),
      /uses the operator Gather of the domain "evil\\n"; served/,
    ],
    [
      change(({ node: [first] }) => first && (first.domain = 'com.microsoft')),
      /operator Gather of the domain com\.microsoft/,
    ],
    [
      change((graph) =>
        graph.node[0]?.attribute.push(create(AttributeProtoSchema, { name: 'then_branch', g: {} })),
      ),
      /the node .* \(Gather\) has an attribute that no encoder needs: a graph/,
    ],
    [
      change((graph) => {
        const t = external(
          tensor('x', [1], () => 1),
          { location: '../../etc/passwd' },
        );
        graph.node[0]?.attribute.push(create(AttributeProtoSchema, { name: 'value', t }));
      }),
      /an attribute that no encoder needs/,
    ],
  ];
  for (const [bytes, message] of unsupported) await refused(bytes, 'EXPORT_UNSUPPORTED', message);
  const invalid: readonly (readonly [Uint8Array, RegExp])[] = [
    [change((graph) => graph.node.reverse()), /a node \(MatMul\) uses states, which nothing/],
    [
      change((graph) => graph.node.push(node('Add', ['states', 'states'], ['logits']))),
      /it gives the value logits twice/,
    ],
    [
      change((graph) => graph.initializer.push(tensor('words', [1], () => 1))),
      /it gives the value words twice/,
    ],
  ];
  for (const [bytes, message] of invalid) await refused(bytes, 'EXPORT_INVALID', message);
});

void t.test('graphs of absurd sizes are refused before they are built', async (t) => {
  const refused = (graph: Uint8Array, message: RegExp) =>
    t.rejects(read(folder, field(7, graph)), { code: 'EXPORT_TOO_LARGE', message });
  const many = /it has more than 200000 fields/;
  const empty = (number: number) => Buffer.alloc(400_002, Uint8Array.of(number * 8 + 2, 0));
  await refused(empty(1), many);
  const large = /apart from raw values of its weights it has more than 8000000 bytes/;
  await refused(field(2, new Uint8Array(8_000_001)), large);
  await refused(field(5, field(4, new Uint8Array(8_000_004))), large);
});

void t.test('what only describes is not read, whatever its size', async (t) => {
  const text = field(6, new Uint8Array(9_000_000));
  const add = field(4, Buffer.from('Add'));
  const version = field(8, Uint8Array.of(16, 14));
  const { nodes } = await read(
    folder,
    Buffer.concat([version, field(7, field(1, Buffer.concat([add, text])))]),
  );
  t.match(nodes, [{ opType: 'Add', docString: '' }]);
});
