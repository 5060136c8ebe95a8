import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import type { FloatRecipe } from '../../src/graph/weights.js';
import { GraphWriter, MICROSOFT } from '../../src/graph/writer.js';
import { dump } from './dump.js';

const nothing: FloatRecipe = {
  type: 'float32',
  needs: [],
  pieces: async function* () {
    yield await Promise.resolve(new Float32Array());
  },
};

/** x [T, 2] → x × w → BiasGelu → y, with a bias of 2. */
function twoNodes() {
  const graph = new GraphWriter();
  const x = graph.input('x', 'float32', ['T', 2]);
  const w = graph.weight('w', [2, 2], nothing);
  const b = graph.weight('b', [2], nothing);
  const product = graph.node('MatMul', 'p', [x, w]);
  graph.node('BiasGelu', 'y', [product, b], {}, MICROSOFT);
  graph.output('y', 'float32', ['T', 2]);
  return graph.finish('g', 'm');
}

/** Each part of the file, as the tags of onnx.proto give it: field × 8 + wire type, length, content. */
const expectedBytes = [
  ['ir_version 8', '08 08'],
  ['producer_name m', '12 01 6d'],
  ['graph, of 238 bytes', '3a ee01'],
  ['  node: inputs x and w', '0a 16 / 0a 01 78 / 0a 01 77'],
  ['    output p, name p', '12 01 70 / 1a 01 70'],
  ['    op_type MatMul', '22 06 4d61744d756c'],
  ['    domain of ONNX itself', '3a 00'],
  ['  node: inputs p and b', '0a 25 / 0a 01 70 / 0a 01 62'],
  ['    output y, name y', '12 01 79 / 1a 01 79'],
  ['    op_type BiasGelu', '22 08 4269617347656c75'],
  ['    domain com.microsoft', '3a 0d 636f6d2e6d6963726f736f6674'],
  ['  name g', '12 01 67'],
  ['  initializer: dims 2 and 2, float', '2a 3f / 08 02 / 08 02 / 10 01'],
  ['    name w', '42 01 77'],
  ['    location: weights.bin', '6a 17 / 0a 08 6c6f636174696f6e / 12 0b 776569676874732e62696e'],
  ['    offset: 0', '6a 0b / 0a 06 6f6666736574 / 12 01 30'],
  ['    length: 16', '6a 0c / 0a 06 6c656e677468 / 12 02 3136'],
  ['    data_location external', '70 01'],
  ['  initializer: dims 2, float', '2a 3d / 08 02 / 10 01'],
  ['    name b', '42 01 62'],
  ['    location: weights.bin', '6a 17 / 0a 08 6c6f636174696f6e / 12 0b 776569676874732e62696e'],
  ['    offset: 64', '6a 0c / 0a 06 6f6666736574 / 12 02 3634'],
  ['    length: 8', '6a 0b / 0a 06 6c656e677468 / 12 01 38'],
  ['    data_location external', '70 01'],
  ['  input x', '5a 14 / 0a 01 78'],
  ['    float [T, 2]', '12 0f / 0a 0d / 08 01 / 12 09 / 0a 03 12 01 54 / 0a 02 08 02'],
  ['  output y', '62 14 / 0a 01 79'],
  ['    float [T, 2]', '12 0f / 0a 0d / 08 01 / 12 09 / 0a 03 12 01 54 / 0a 02 08 02'],
  ['opset_import: no domain, 18', '42 04 / 0a 00 / 10 12'],
  ['opset_import: com.microsoft, 1', '42 11 / 0a 0d 636f6d2e6d6963726f736f6674 / 10 01'],
] as const;

void t.test('a graph of two nodes, byte for byte', (t) => {
  let rest = Buffer.from(twoNodes().model).toString('hex');
  const take = (length: number) => {
    const taken = rest.slice(0, length);
    rest = rest.slice(length);
    return taken;
  };
  const parts = expectedBytes.map(([meaning, hex]) => [meaning, hex.replaceAll(/[ /]/g, '')]);
  t.strictSame(
    parts.map(([meaning, hex]) => [meaning, take(hex?.length ?? 0)]),
    parts,
  );
  t.equal(rest, '', 'and no more');
  t.end();
});

void t.test('the same calls give the same bytes', (t) => {
  t.strictSame(twoNodes().model, twoNodes().model);
  t.end();
});

void t.test('all that can be said of a node', (t) => {
  const graph = new GraphWriter();
  const x = graph.input('x', 'int64', ['B', 3]);
  const axes = graph.integers('axes', [-1, 2]);
  const attributes = { whole: -1, half: { float: 0.5 }, word: 'ñ', several: [3, 4] };
  graph.nodes('Op', ['first', 'second'], [x, null, axes], attributes, MICROSOFT);
  graph.output('second', 'int32', []);
  t.equal(
    dump(graph.finish('g', 'm').model),
    [
      'g by m: IR 8, ai.onnx 18, com.microsoft 1',
      '',
      'inputs (1)',
      '  x: int64 [B, 3]',
      '',
      'outputs (1)',
      '  second: int32 []',
      '',
      'constants (1)',
      '  axes: int64 [2] = -1, 2',
      '',
      'weights (0)',
      '',
      'nodes (1)',
      '  first, second = com.microsoft.Op(x, -, axes) {whole: -1, half: float 0.5, word: "ñ", several: [3, 4]}',
      '',
    ].join('\n'),
  );
  t.end();
});

void t.test('a name is given once, whatever gives it', (t) => {
  const ways: Readonly<Record<string, (graph: GraphWriter) => unknown>> = {
    input: (graph) => graph.input('x', 'float32', []),
    weight: (graph) => graph.weight('x', [1], nothing),
    constant: (graph) => graph.integers('x', [1]),
    node: (graph) => graph.node('Op', 'x', []),
    'several of a node': (graph) => graph.nodes('Op', ['x', 'other'], []),
  };
  for (const [first, give] of Object.entries(ways)) {
    for (const [second, giveAgain] of Object.entries(ways)) {
      const graph = new GraphWriter();
      give(graph);
      t.throws(
        () => giveAgain(graph),
        { message: 'the value x is given twice' },
        `${first}, then ${second}`,
      );
    }
  }
  t.end();
});

void t.test('an output has to come from somewhere', (t) => {
  const graph = new GraphWriter();
  graph.node('Op', 'y', []);
  t.throws(() => graph.output('z', 'float32', []), { message: 'no node gives the output z' });
  t.end();
});

void t.test('weights lie one after the other, aligned, the large ones at a page', (t) => {
  const anyShape = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 3 });
  const check = (shapes: number[][]) => {
    const graph = new GraphWriter();
    for (const [index, shape] of shapes.entries()) graph.weight(`w${index}`, shape, nothing);
    const { weights } = graph.finish('g', 'm');
    let end = 0;
    for (const [index, { shape, offset, length }] of weights.entries()) {
      assert.deepEqual(shape, shapes[index]);
      assert.equal(
        length,
        shape.reduce((product, dimension) => product * dimension, 4),
      );
      const alignment = length >= 65536 ? 65536 : 64;
      assert.equal(offset % alignment, 0);
      assert(offset >= end && offset - end < alignment, 'no overlap, and no hole beyond alignment');
      end = offset + length;
    }
  };
  fc.assert(fc.property(fc.array(anyShape, { maxLength: 20 }), check));
  t.end();
});
