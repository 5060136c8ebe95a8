import t from 'tap';
import type { PositionalReader } from '../../src/checkpoint/files.js';
import { join } from '../../src/checkpoint/tensors.js';
import { float32Readers, PIECE_VALUES } from '../../src/checkpoint/values.js';

/** A file in memory that gives at most 1,000,000 bytes at a time. */
const readerOf = (bytes: Uint8Array): PositionalReader => ({
  read: (buffer, offset, length, position) => {
    const part = bytes.subarray(position, position + Math.min(length, 1_000_000));
    buffer.set(part, offset);
    return Promise.resolve({ bytesRead: part.length });
  },
});

const START = 6;
const COUNT = 2 * PIECE_VALUES + 3;

/** The bits of 1, 2, 3, 1, 2, … in two or four bytes each, behind some other bytes. */
function fileOf(bits: readonly number[], bytesOfValue: 2 | 4): Uint8Array {
  const bytes = Buffer.alloc(START + COUNT * bytesOfValue);
  for (let index = 0; index < COUNT; index += 1) {
    bytes.writeUIntLE(bits[index % 3] ?? 0, START + index * bytesOfValue, bytesOfValue);
  }
  return bytes;
}

const files = {
  F32: fileOf([0x3f800000, 0x40000000, 0x40400000], 4),
  F16: fileOf([0x3c00, 0x4000, 0x4200], 2),
  BF16: fileOf([0x3f80, 0x4000, 0x4040], 2),
};

for (const dtype of ['F32', 'F16', 'BF16'] as const) {
  void t.test(`${dtype} is read in pieces of bounded size`, async (t) => {
    const read = () => float32Readers[dtype]?.(readerOf(files[dtype]), 'w.bin', START, COUNT) ?? [];
    const lengths: number[] = [];
    const pieces: Float32Array[] = [];
    for await (const piece of read()) {
      lengths.push(piece.length);
      pieces.push(piece);
    }
    t.strictSame(lengths, [PIECE_VALUES, PIECE_VALUES, 3]);
    async function* again() {
      for (const piece of pieces) yield await Promise.resolve(piece);
    }
    const values = await join(again(), COUNT);
    t.equal(values.length, COUNT);
    t.ok(values.every((value, index) => value === (index % 3) + 1));
  });
}

void t.test('what ends before its time is an error', async (t) => {
  const file = files.F16.subarray(0, START + 2 * PIECE_VALUES + 4);
  const lengths: number[] = [];
  const read = async () => {
    for await (const piece of float32Readers.F16?.(readerOf(file), 'w.bin', START, COUNT) ?? []) {
      lengths.push(piece.length);
    }
  };
  await t.rejects(read(), { code: 'CHECKPOINT_MISSING' });
  t.strictSame(lengths, [PIECE_VALUES]);
});
