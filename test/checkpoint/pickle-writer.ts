/**
 * Writes pickles in memory, an opcode at a time, so that right ones and wrong ones look alike:
 * `pickled(dict(['a', tensor({ … })]))`. Opcodes: CPython, Lib/pickletools.py.
 */

export type Part = Buffer | string | number | boolean | null;

/** A pickle of protocol 2, as torch.save writes it. */
export const pickled = (...parts: readonly Part[]): Buffer =>
  Buffer.concat([code('80 02'), ...parts.map(bytesOf), code('2e')]);

/** Opcodes and operands as they are, in hexadecimal. */
export const code = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex');

/** A value as pickle writes it; what is a buffer already is taken as it is. */
export function bytesOf(part: Part): Buffer {
  if (part === null) return code('4e');
  if (typeof part === 'boolean') return code(part ? '88' : '89');
  if (typeof part === 'string') return text(part);
  return typeof part === 'number' ? integer(part) : part;
}

/** BINUNICODE. */
function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([code('58'), uint32(bytes.length), bytes]);
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** BININT where it fits, LONG1 where it does not. */
function integer(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(value));
  if (Math.abs(value) >= 2 ** 31) return Buffer.concat([code('8a 08'), bytes]);
  return Buffer.concat([code('4a'), bytes.subarray(0, 4)]);
}

/** GLOBAL. */
export const global = (module: string, name: string): Buffer =>
  Buffer.from(`c${module}\n${name}\n`);

/** STACK_GLOBAL, which protocol 4 has in its place. */
export const stackGlobal = (module: string, name: string): Buffer =>
  Buffer.concat([text(module), text(name), code('93')]);

/** MARK … TUPLE */
export const tuple = (...items: readonly Part[]): Buffer =>
  Buffer.concat([code('28'), ...items.map(bytesOf), code('74')]);

/** EMPTY_LIST MARK … APPENDS */
export const list = (...items: readonly Part[]): Buffer =>
  Buffer.concat([code('5d 28'), ...items.map(bytesOf), code('65')]);

/** EMPTY_DICT MARK … SETITEMS */
export const dict = (...pairs: readonly (readonly [Part, Part])[]): Buffer =>
  Buffer.concat([code('7d'), setItems(...pairs)]);

/** MARK … SETITEMS, for what has been made before. */
export const setItems = (...pairs: readonly (readonly [Part, Part])[]): Buffer =>
  Buffer.concat([code('28'), ...pairs.flat().map(bytesOf), code('75')]);

/** Callee, arguments, REDUCE. */
export const call = (callee: Buffer, ...values: readonly Part[]): Buffer =>
  Buffer.concat([callee, tuple(...values), code('52')]);

/** Persistent id, BINPERSID. */
export const persistent = (id: Part): Buffer => Buffer.concat([bytesOf(id), code('51')]);

export interface WrittenStorage {
  readonly key?: string;
  /** Such as `FloatStorage`. */
  readonly type?: string;
  readonly count: number;
}

export const storage = ({ key = '0', type = 'FloatStorage', count }: WrittenStorage): Buffer =>
  persistent(tuple('storage', global('torch', type), key, 'cpu', count));

export interface WrittenView extends WrittenStorage {
  readonly offset?: number;
  readonly shape?: readonly number[];
  readonly strides?: readonly number[];
}

/** What torch.save writes for a tensor; without a shape, all of its storage as a vector. */
export const tensor = ({ offset = 0, shape, strides = [1], ...rest }: WrittenView): Buffer =>
  call(
    global('torch._utils', '_rebuild_tensor_v2'),
    storage(rest),
    offset,
    tuple(...(shape ?? [rest.count])),
    tuple(...strides),
    false,
    call(global('collections', 'OrderedDict')),
  );
