import type { ModelConfig } from '../../checkpoint/config.js';
import { printable } from '../../checkpoint/json.js';
import { fail, type ServiceError } from '../../errors.js';
import { TensorProto_DataType } from '../onnx/onnx_pb.js';
import { inputs } from '../signature.js';
import type { GraphWriter, Value } from '../writer.js';
import type { ExportedModel, Port } from './model.js';

/** The names that optimum gives to inputs; what each is fed with. */
const fed = ['input_ids', 'attention_mask', 'token_type_ids', 'position_ids'] as const;
type Fed = (typeof fed)[number];

const NEEDED: readonly Fed[] = ['input_ids', 'attention_mask'];

const isFed = (name: string): name is Fed => (fed as readonly string[]).includes(name);

/**
 * Writes the nodes that make an export's inputs [B, S] from those of a serving graph, in the types
 * that it declares: slots past a row's end hold padding, which the mask leaves out. Tells which
 * value stands for which input.
 *
 * Errors: EXPORT_UNSUPPORTED.
 */
export function writeAdapter(
  graph: GraphWriter,
  model: ExportedModel,
  config: ModelConfig,
): ReadonlyMap<string, Value> {
  checkInputs(model);
  const block = graph.input(inputs.block, 'int32', ['B', 'S']);
  const isReal = writeIsReal(graph, block);
  /** Of a list [T], each slot's value; of a slot without a token, another one. */
  const spread = (name: Fed, list: Value, padding: number): Value => {
    const slots = graph.node('Gather', `adapter/${name}/slots`, [list, block]);
    const wide = graph.node('Cast', `adapter/${name}/int64`, [slots], { to: INT64 });
    const otherwise = graph.scalar(`adapter/${name}/padding`, 'int64', padding);
    return graph.node('Where', `adapter/${name}/padded`, [isReal, wide, otherwise]);
  };
  // RoBERTa's export counts positions by ids that are not padding. Elsewhere any id would do.
  const padding = Math.max(config.firstPosition - 1, 0);
  const ids = spread('input_ids', graph.input(inputs.tokens, 'int32', ['T']), padding);
  const write: Readonly<Record<Fed, () => Value>> = {
    input_ids: () => ids,
    attention_mask: () => isReal,
    // A text alone has token type 0; an id less itself has the shape and the type.
    token_type_ids: () => graph.node('Sub', 'adapter/token_type_ids/zeros', [ids, ids]),
    position_ids: () => {
      const places = spread('position_ids', graph.input(inputs.positions, 'int32', ['T']), 0);
      const first = graph.scalar('adapter/first_position', 'int64', config.firstPosition);
      return graph.node('Add', 'adapter/position_ids/shifted', [places, first]);
    },
  };
  return new Map(
    model.inputs.map(({ name, type }) => {
      if (!isFed(name)) throw new TypeError(`${name} was checked`);
      return [name, graph.node('Cast', `adapter/${name}`, [write[name]()], { to: type })];
    }),
  );
}

const { INT32, INT64 } = TensorProto_DataType;
const integers: readonly number[] = [INT32, INT64];

/** bool [B, S]: whether a slot holds a token. */
function writeIsReal(graph: GraphWriter, block: Value): Value {
  const lengths = graph.input(inputs.lengths, 'int32', ['B']);
  const shape = graph.node('Shape', 'adapter/block/shape', [block]);
  const zero = graph.scalar('adapter/zero', 'int64', 0);
  const one = graph.scalar('adapter/one', 'int64', 1);
  const longest = graph.node('Gather', 'adapter/longest', [shape, one]);
  const places = graph.node('Range', 'adapter/places', [zero, longest, one]);
  const wide = graph.node('Cast', 'adapter/lengths', [lengths], { to: INT64 });
  const column = graph.integers('adapter/column_shape', [-1, 1]);
  const ends = graph.node('Reshape', 'adapter/ends', [wide, column]);
  return graph.node('Less', 'adapter/is_real', [places, ends]);
}

function checkInputs({ file, inputs: ports }: ExportedModel): void {
  const refuse = (detail: string) => fail('EXPORT_UNSUPPORTED', { file, detail });
  const missing = NEEDED.find((name) => !ports.some((port) => port.name === name));
  if (missing !== undefined) throw refuse(`it has no input ${missing}`);
  for (const port of ports) checkInput(port, refuse);
}

function checkInput({ name, type, shape }: Port, refuse: (detail: string) => ServiceError): void {
  if (!isFed(name)) throw refuse(`it has the input ${printable(name)}; fed are ${fed.join(', ')}`);
  if (!integers.includes(type)) {
    const found = TensorProto_DataType[type] ?? `number ${type}`;
    throw refuse(`its input ${name} has type ${found}, not INT64 or INT32`);
  }
  if (shape !== null && (shape.length !== 2 || shape.some((size) => size !== null))) {
    const found = shape.map((size) => size ?? 'any').join(', ');
    const detail = `its input ${name} has shape [${found}]; export it with dynamic axes, so that any number of texts and tokens fits`;
    throw refuse(detail);
  }
}
