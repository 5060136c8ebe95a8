/**
 * The opcodes that files of weights have: those of torch.save's protocol 2, and what Python's
 * protocols 3 to 5 and Python 2 write in their place. Opcodes and their operands: CPython,
 * Lib/pickletools.py. What makes objects or calls into Python by other ways (INST, OBJ, NEWOBJ,
 * EXT1, …) is not here and never will be.
 */
import { fail } from '../errors.js';
import { printable } from './json.js';
import type { PickleMachine } from './pickle-machine.js';
import { describePickled, isKind, type PickleGlobal } from './pickle-values.js';
import { callGlobal, isNeededGlobal, loadStorage } from './torch-globals.js';

const NEWEST_PROTOCOL = 5;

type Operation = (machine: PickleMachine) => void;

/** By the opcode's byte. STOP is not among them: it ends the loop in pickle.ts. */
export const operations: ReadonlyMap<number, Operation> = new Map<number, Operation>([
  [0x80, checkProtocol], // PROTO
  [0x95, (m) => void m.input.bytes(8)], // FRAME: a hint for buffering.
  // The stack and the memo.
  [0x28, (m) => m.mark()], // MARK
  [0x30, (m) => m.discard()], // POP
  [0x31, (m) => void m.popMark()], // POP_MARK
  [0x32, (m) => m.push(m.top())], // DUP
  [0x71, (m) => m.remember(m.input.uint8())], // BINPUT
  [0x72, (m) => m.remember(m.input.uint32())], // LONG_BINPUT
  [0x94, (m) => m.remember()], // MEMOIZE
  [0x68, (m) => m.recall(m.input.uint8())], // BINGET
  [0x6a, (m) => m.recall(m.input.uint32())], // LONG_BINGET
  // Constants.
  [0x4e, (m) => m.push(null)], // NONE
  [0x88, (m) => m.push(true)], // NEWTRUE
  [0x89, (m) => m.push(false)], // NEWFALSE
  [0x4a, (m) => m.push(m.input.int32())], // BININT
  [0x4b, (m) => m.push(m.input.uint8())], // BININT1
  [0x4d, (m) => m.push(m.input.uint16())], // BININT2
  [0x8a, (m) => m.push(m.input.integer(m.input.uint8()))], // LONG1
  [0x47, (m) => m.push(m.input.float64())], // BINFLOAT
  [0x58, (m) => m.push(m.input.text(m.input.uint32()))], // BINUNICODE
  [0x8c, (m) => m.push(m.input.text(m.input.uint8()))], // SHORT_BINUNICODE
  [0x54, (m) => m.push(m.input.text(m.input.uint32()))], // BINSTRING, names in Python 2
  [0x55, (m) => m.push(m.input.text(m.input.uint8()))], // SHORT_BINSTRING
  // Containers.
  [0x29, (m) => m.tuple(0)], // EMPTY_TUPLE
  [0x85, (m) => m.tuple(1)], // TUPLE1
  [0x86, (m) => m.tuple(2)], // TUPLE2
  [0x87, (m) => m.tuple(3)], // TUPLE3
  [0x74, (m) => m.push({ kind: 'tuple', items: m.popMark() })], // TUPLE
  [0x5d, (m) => m.push({ kind: 'list', items: [] })], // EMPTY_LIST
  [0x61, (m) => m.append([m.pop()])], // APPEND
  [0x65, (m) => m.append(m.popMark())], // APPENDS
  [0x7d, (m) => m.push({ kind: 'dict', entries: new Map() })], // EMPTY_DICT
  [0x73, setItem], // SETITEM
  [0x75, (m) => m.setItems(m.popMark())], // SETITEMS
  // What goes beyond plain data, each by its own list of what is allowed.
  [0x63, (m) => m.push(findGlobal(m, m.input.line(), m.input.line()))], // GLOBAL
  [0x93, stackGlobal], // STACK_GLOBAL
  [0x52, reduce], // REDUCE
  [0x62, build], // BUILD
  [0x51, persistent], // BINPERSID
]);

function checkProtocol(machine: PickleMachine): void {
  const protocol = machine.input.uint8();
  if (protocol > NEWEST_PROTOCOL) throw machine.invalid(`its protocol is ${protocol}`);
}

function setItem(machine: PickleMachine): void {
  const value = machine.pop();
  const key = machine.pop();
  machine.setItems([key, value]);
}

function findGlobal(machine: PickleMachine, module: string, name: string): PickleGlobal {
  const path = `${module}.${name}`;
  if (isNeededGlobal(path)) return { kind: 'global', name: path };
  throw fail('PICKLE_GLOBAL_REFUSED', { file: machine.input.file, value: printable(path) });
}

function stackGlobal(machine: PickleMachine): void {
  const name = machine.pop();
  const module = machine.pop();
  if (typeof module !== 'string' || typeof name !== 'string') {
    throw machine.invalid('the name of a global is not text');
  }
  machine.push(findGlobal(machine, module, name));
}

function reduce(machine: PickleMachine): void {
  const values = machine.pop();
  const callee = machine.pop();
  if (!isKind(callee, 'global')) throw machine.invalid(`it calls ${describePickled(callee)}`);
  if (!isKind(values, 'tuple')) throw machine.invalid(`${callee.name} is not given a tuple`);
  machine.push(callGlobal(callee.name, values.items, machine));
}

/** Attributes of an OrderedDict, which are the versions of a state dict's modules: not needed. */
function build(machine: PickleMachine): void {
  machine.pop();
  const target = machine.top();
  if (!isKind(target, 'dict')) throw machine.invalid(`it builds ${describePickled(target)}`);
}

function persistent(machine: PickleMachine): void {
  const storage = loadStorage(machine.pop(), machine);
  const known = machine.storages.get(storage.key);
  if (known === undefined) {
    machine.storages.set(storage.key, storage);
  } else if (known.dtype !== storage.dtype || known.count !== storage.count) {
    throw machine.invalid(`storage ${printable(storage.key)} has two types or sizes`);
  }
  machine.push(known ?? storage);
}

/** Names of all others in protocols 0 to 5, for messages. */
export const refusedOpcodes: ReadonlyMap<number, string> = new Map([
  [0x42, 'BINBYTES'],
  [0x43, 'SHORT_BINBYTES'],
  [0x46, 'FLOAT'],
  [0x49, 'INT'],
  [0x4c, 'LONG'],
  [0x50, 'PERSID'],
  [0x53, 'STRING'],
  [0x56, 'UNICODE'],
  [0x64, 'DICT'],
  [0x67, 'GET'],
  [0x69, 'INST'],
  [0x6c, 'LIST'],
  [0x6f, 'OBJ'],
  [0x70, 'PUT'],
  [0x81, 'NEWOBJ'],
  [0x82, 'EXT1'],
  [0x83, 'EXT2'],
  [0x84, 'EXT4'],
  [0x8b, 'LONG4'],
  [0x8d, 'BINUNICODE8'],
  [0x8e, 'BINBYTES8'],
  [0x8f, 'EMPTY_SET'],
  [0x90, 'ADDITEMS'],
  [0x91, 'FROZENSET'],
  [0x92, 'NEWOBJ_EX'],
  [0x96, 'BYTEARRAY8'],
  [0x97, 'NEXT_BUFFER'],
  [0x98, 'READONLY_BUFFER'],
]);
