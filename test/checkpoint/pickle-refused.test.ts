import t from 'tap';

import { readPickle } from '../../src/checkpoint/pickle.js';
import type { ErrorCode } from '../../src/errors.js';
import {
  call,
  code,
  dict,
  global,
  list,
  persistent,
  pickled,
  stackGlobal,
  storage,
  tensor,
  tuple,
  uint32,
  type Part,
} from './pickle-writer.js';

const read = (bytes: Uint8Array) => readPickle(bytes, 0, 'pytorch_model.bin');

type Case = readonly [name: string, pickle: Buffer, refusal: ErrorCode, message: RegExp];

void t.test('nothing is executed: what a pickle would call is refused by name', (t) => {
  const line = (text: string) => Buffer.from(text);
  const cases: readonly Case[] = [
    [
      'os.system',
      pickled(call(global('os', 'system'), 'id')),
      'PICKLE_GLOBAL_REFUSED',
      /asks for os\.system, which weights do not need\. Nothing of it was executed/,
    ],
    [
      'posix.system, which it is on the disk',
      pickled(call(global('posix', 'system'), 'id')),
      'PICKLE_GLOBAL_REFUSED',
      /asks for posix\.system/,
    ],
    [
      'builtins.eval by STACK_GLOBAL',
      pickled(call(stackGlobal('builtins', 'eval'), '1')),
      'PICKLE_GLOBAL_REFUSED',
      /asks for builtins\.eval/,
    ],
    [
      'a name made of pieces in the memo',
      pickled(code('8c 02 6f73 94 8c 06 73797374656d 94 68 00 68 01 93')),
      'PICKLE_GLOBAL_REFUSED',
      /asks for os\.system/,
    ],
    [
      'in a dict beside right tensors',
      pickled(dict(['a', tensor({ count: 1 })], ['b', call(global('builtins', 'exec'), '1')])),
      'PICKLE_GLOBAL_REFUSED',
      /asks for builtins\.exec/,
    ],
    [
      'a way around: an attribute of an allowed module',
      pickled(global('torch._utils', '_import_dotted_name')),
      'PICKLE_GLOBAL_REFUSED',
      /torch\._utils\._import_dotted_name/,
    ],
    [
      'a way around: dots in the name',
      pickled(stackGlobal('torch', 'serialization.os.system')),
      'PICKLE_GLOBAL_REFUSED',
      /torch\.serialization\.os\.system/,
    ],
    [
      'a whole model, which is a class',
      pickled(global('transformers.models.roberta.modeling_roberta', 'RobertaForMaskedLM')),
      'PICKLE_GLOBAL_REFUSED',
      /RobertaForMaskedLM/,
    ],
    [
      'a name of megabytes that begins a terminal escape',
      pickled(global('os', `\u001b[2J${'x'.repeat(1_000_000)}`)),
      'PICKLE_GLOBAL_REFUSED',
      /asks for "os\.\\u001b\[2Jx{10,200}"…, which/,
    ],
    [
      'INST',
      pickled(code('28'), line('ios\nsystem\n')),
      'PICKLE_OPCODE_REFUSED',
      /has the opcode INST at byte 3/,
    ],
    [
      'OBJ on an allowed class',
      pickled(code('28'), global('collections', 'OrderedDict'), code('6f')),
      'PICKLE_OPCODE_REFUSED',
      /opcode OBJ at/,
    ],
    [
      'NEWOBJ',
      pickled(global('collections', 'OrderedDict'), tuple(), code('81')),
      'PICKLE_OPCODE_REFUSED',
      /opcode NEWOBJ at/,
    ],
    ['NEWOBJ_EX', pickled(code('92')), 'PICKLE_OPCODE_REFUSED', /NEWOBJ_EX/],
    ['a registered extension', pickled(code('82 01')), 'PICKLE_OPCODE_REFUSED', /EXT1/],
    ['PERSID', pickled(line('P0\n')), 'PICKLE_OPCODE_REFUSED', /PERSID/],
    ['protocol 0', line('I1\n.'), 'PICKLE_OPCODE_REFUSED', /INT at byte 0/],
    ['no opcode at all', pickled(code('ff')), 'PICKLE_OPCODE_REFUSED', /opcode 0xff at byte 2/],
  ];
  for (const [name, bytes, refusal, message] of cases) {
    t.throws(() => read(bytes), { name: 'ServiceError', code: refusal, message }, name);
  }
  t.end();
});

void t.test('pickles that make no sense', (t) => {
  const invalid = (name: string, message: RegExp, ...parts: readonly Part[]) =>
    t.throws(() => read(pickled(...parts)), { code: 'PICKLE_INVALID', message }, name);
  invalid('nothing to return', /byte 3: it takes a value from nowhere/);
  invalid('a value from below a mark', /from nowhere/, 1, code('28 85'));
  invalid('no mark', /a mark that is not there/, code('74'));
  invalid('an empty memo', /its memo has nothing at 5/, code('68 05'));
  invalid('a newer protocol', /its protocol is 6/, code('80 06'));
  invalid('text that is no UTF-8', /a text is not UTF-8/, code('8c 01 ff'));
  invalid('a text of 4 GB', /more than the \d+ bytes that there are/, code('58 ffffffff'));
  invalid('a name without an end', /more than/, Buffer.from('cos'));
  invalid('a key of a list', /it sets a key of a list/, list(), 1, 2, code('73'));
  invalid('a key without a value', /a key has no value/, code('7d 28'), 1, code('75'));
  invalid('appending to a dict', /it appends to a dict/, dict(), 1, code('61'));
  invalid('a name that is a number', /the name of a global is not text/, 1, 'x', code('93'));
  invalid('calling a list', /it calls a list/, list(), tuple(), code('52'));
  const size = global('torch', 'Size');
  invalid('no arguments', /torch\.Size is not given a tuple/, size, 1, code('52'));
  invalid('wrong arguments', /torch\.Size is given 1, not a tuple/, call(size, 1));
  const type = global('torch', 'FloatStorage');
  invalid('calling a type', /torch\.FloatStorage, which is no function/, call(type));
  invalid('attributes of a list', /it builds a list/, list(), dict(), code('62'));
  const ordered = global('collections', 'OrderedDict');
  invalid('a dict of no list', /has odd content/, call(ordered, 1));
  invalid('a dict of no pairs', /something that is no pair/, call(ordered, list(tuple(1))));
  const parameter = global('torch._utils', '_rebuild_parameter');
  invalid('a parameter of text', /made of x, not of a tensor/, call(parameter, 'x'));
  t.end();
});

void t.test('tensors and storages that make no sense', (t) => {
  const invalid = (name: string, message: RegExp, ...parts: readonly Part[]) =>
    t.throws(() => read(pickled(...parts)), { code: 'PICKLE_INVALID', message }, name);
  const type = global('torch', 'FloatStorage');
  const wrongId = /a persistent id is not \(storage, class, key, device, count\)/;
  invalid('an id that is text', /persistent id is 0, not a tuple/, persistent('0'));
  invalid('an empty id', /persistent id is of missing/, persistent(tuple()));
  invalid('a module', /id is of module/, persistent(tuple('module', type, '0', 'cpu', 1)));
  invalid('no class', wrongId, persistent(tuple('storage', 'FloatStorage', '0', 'cpu', 1)));
  invalid(
    'another class',
    wrongId,
    persistent(tuple('storage', global('torch', 'Size'), '0', 'cpu', 1)),
  );
  invalid('a key that is a number', wrongId, persistent(tuple('storage', type, 0, 'cpu', 1)));
  invalid('a negative count', wrongId, persistent(tuple('storage', type, '0', 'cpu', -1)));
  invalid(
    'a count of 2^63',
    wrongId,
    persistent(tuple('storage', type, '0', 'cpu', code('8a 09 000000000000008000'))),
  );
  invalid(
    'a view of a storage',
    wrongId,
    persistent(tuple('storage', type, '0', 'cpu', 1, tuple())),
  );
  invalid(
    'one storage with two sizes',
    /storage 0 has two types or sizes/,
    storage({ count: 1 }),
    storage({ count: 2 }),
  );

  const rebuild = global('torch._utils', '_rebuild_tensor_v2');
  const made = (...values: readonly Part[]) => call(rebuild, ...values);
  const one = storage({ count: 1 });
  invalid('no storage', /a tensor is made of missing/, made());
  invalid('a negative offset', /a tensor begins at -1/, made(one, -1, tuple(1), tuple(1)));
  invalid('no shape', /a tensor's shape is null/, made(one, 0, null, tuple(1)));
  invalid('a negative dimension', /shape has -1 in it/, made(one, 0, tuple(-1), tuple(1)));
  invalid('a negative stride', /strides has -1 in it/, made(one, 0, tuple(1), tuple(-1)));
  invalid(
    'a dimension that is a float',
    /shape has 1\.5/,
    made(one, 0, tuple(code('47 3ff8000000000000')), tuple(1)),
  );
  invalid(
    'a dimension past 2^53',
    /shape has a huge integer/,
    made(one, 0, tuple(2 ** 62), tuple(1)),
  );
  const many = tuple(...Array.from({ length: 65 }, () => 1));
  invalid('too many dimensions', /a tensor has 65 dimensions/, made(one, 0, many, many));
  t.end();
});

void t.test('bombs cost a bounded time and memory', (t) => {
  const repeat = (hex: string, count: number) => Buffer.alloc(code(hex).length * count, code(hex));
  const tooLarge = { code: 'PICKLE_TOO_LARGE', message: /it takes more than 500000 steps/ };
  const started = process.hrtime.bigint();
  t.throws(() => read(repeat('5d', 600_000)), tooLarge, 'lists without end');
  t.throws(() => read(repeat('7d 94', 300_000)), tooLarge, 'a memo without end');
  t.throws(() => read(repeat('28', 600_000)), tooLarge, 'marks without end');
  t.throws(() => read(Buffer.concat([code('5d 71 00'), repeat('68 00 61', 300_000)])), tooLarge);

  // Every list holds the one before twice: 2^50,000 leaves, none of which is ever visited.
  const doubling = repeat('71 00 30 5d 28 68 00 68 00 65', 50_000);
  t.doesNotThrow(() => read(pickled(list(), doubling)), 'sharing that is exponential');
  // As deep as there are opcodes, and one that contains itself.
  t.doesNotThrow(() => read(pickled(list(), repeat('85', 450_000))), 'depth');
  t.doesNotThrow(() => read(pickled(code('5d 71 00 68 00 61'))), 'a circle');

  // A long list, copied by every call.
  const pairs = list(...Array.from({ length: 1000 }, () => tuple(1, 2)));
  const copy = Buffer.concat([global('collections', 'OrderedDict'), code('68 00 85 52 30')]);
  const copies = Buffer.concat(Array.from({ length: 10_000 }, () => copy));
  t.throws(() => read(pickled(pairs, code('71 00'), copies)), tooLarge, 'a copy for each call');

  const long = Buffer.concat([code('8b'), uint32(2 ** 31 - 1), Buffer.alloc(100)]);
  t.throws(() => read(pickled(long)), { code: 'PICKLE_OPCODE_REFUSED', message: /LONG4/ });
  t.match(read(pickled(code('8a ff'), Buffer.alloc(255, 1))), { value: /^\d{600,}$/ });
  t.ok(process.hrtime.bigint() - started < 10_000_000_000n, 'within ten seconds');
  t.end();
});

void t.test('integers of every width', (t) => {
  const value = (hex: string) => read(pickled(code(hex))).value;
  t.equal(value('4b ff'), 255);
  t.equal(value('4d ffff'), 65535);
  t.equal(value('4a ffffffff'), -1);
  t.equal(value('8a 00'), 0);
  t.equal(value('8a 01 80'), -128);
  t.equal(value('8a 05 ffffffff00'), 4294967295);
  t.equal(value('8a 09 000000000000008000'), 2n ** 63n);
  t.equal(value('8a 08 0000000000000080'), -(2n ** 63n));
  t.end();
});

void t.test('a pickle that ends anywhere is told to', (t) => {
  const bytes = pickled(dict(['a', tensor({ count: 2 })]));
  t.equal(read(bytes).end, bytes.length);
  for (let length = 0; length < bytes.length; length += 1) {
    t.throws(() => read(bytes.subarray(0, length)), { code: 'PICKLE_INVALID' }, `${length} bytes`);
  }
  t.end();
});
