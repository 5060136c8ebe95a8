/**
 * Reading the pickles of files of weights. A pickle is a program for a stack machine of Python's;
 * this is that machine without Python: it knows some fifty opcodes and some fifteen names, makes
 * plain data of them, and refuses anything else by name. It executes nothing.
 * Format: CPython, Lib/pickletools.py; what torch.save writes: pytorch/pytorch,
 * torch/serialization.py, and what it reads with `weights_only`: torch/_weights_only_unpickler.py.
 */
import { fail } from '../errors.js';
import { PickleInput } from './pickle-input.js';
import { PickleMachine } from './pickle-machine.js';
import { operations, refusedOpcodes } from './pickle-opcodes.js';
import type { PickleValue, Storage } from './pickle-values.js';

/** A tensor takes a hundred bytes or two, so this is some hundred thousand of them. */
export const MAX_PICKLE_BYTES = 16_000_000;

const STOP = 0x2e;

export interface Unpickled {
  readonly value: PickleValue;
  /** Every storage that the pickle names, by key. */
  readonly storages: ReadonlyMap<string, Storage>;
  /** Position after the pickle. */
  readonly end: number;
}

/**
 * Reads one pickle.
 *
 * @param bytes may have more after the pickle
 * @param start position of its first byte
 * @param file for messages
 *
 * Errors: PICKLE_INVALID, PICKLE_TOO_LARGE, PICKLE_OPCODE_REFUSED, PICKLE_GLOBAL_REFUSED.
 */
export function readPickle(bytes: Uint8Array, start: number, file: string): Unpickled {
  const input = new PickleInput(bytes, start, file);
  const machine = new PickleMachine(input);
  for (;;) {
    machine.spend(1);
    const index = input.position;
    const opcode = input.uint8();
    if (opcode === STOP) {
      return { value: machine.pop(), storages: machine.storages, end: input.position };
    }
    const operation = operations.get(opcode);
    if (operation === undefined) {
      const value = refusedOpcodes.get(opcode) ?? `0x${opcode.toString(16).padStart(2, '0')}`;
      throw fail('PICKLE_OPCODE_REFUSED', { file, index, value });
    }
    operation(machine);
  }
}
