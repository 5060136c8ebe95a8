import { crc32 } from 'node:zlib';

/** An entry of a zip archive; what is not given is right. */
export interface WrittenEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** 0 is stored, 8 is deflated. */
  readonly method?: number;
  readonly flags?: number;
  /** What the central directory says. */
  readonly header?: number;
  readonly size?: number;
  /** What an entry has when it is unpacked; otherwise the same. */
  readonly unpackedSize?: number;
  /** Whether sizes and positions stand in the extra fields of zip64. */
  readonly zip64?: boolean;
}

const MAX_UINT32 = 0xffffffff;

/** An archive as torch.save writes it: local headers and bytes, central directory, its end. */
export function writeZip(
  entries: readonly WrittenEntry[],
  { zip64 = false, count = entries.length, directory = 0n } = {},
): Buffer {
  const parts: Buffer[] = [];
  const directories: Buffer[] = [];
  let position = 0;
  for (const entry of entries) {
    const local = localHeader(entry);
    parts.push(local, Buffer.from(entry.bytes));
    directories.push(centralHeader(entry, entry.header ?? position));
    position += local.length + entry.bytes.length;
  }
  const central = Buffer.concat(directories);
  const start = directory === 0n ? BigInt(position) : directory;
  const ends = zip64 ? [endOfZip64(count, central, start, position + central.length)] : [];
  ends.push(endOfZip(zip64 ? 0xffff : count, central, zip64 ? MAX_UINT32 : Number(start)));
  return Buffer.concat([...parts, central, ...ends]);
}

/** Signature and fields: [bytes, value]… */
function fields(...values: readonly (readonly [1 | 2 | 4 | 8, number | bigint])[]): Buffer {
  return Buffer.concat(
    values.map(([length, value]) => {
      const bytes = Buffer.alloc(8);
      bytes.writeBigUInt64LE(BigInt(value));
      return bytes.subarray(0, length);
    }),
  );
}

function localHeader({ name, bytes, method = 0, flags = 0x800 }: WrittenEntry): Buffer {
  const named = Buffer.from(name);
  const checksum = crc32(Buffer.from(bytes));
  const head = fields([4, 0x04034b50], [2, 45], [2, flags], [2, method], [2, 0], [2, 0]);
  const sizes = fields([4, checksum], [4, bytes.length], [4, bytes.length]);
  return Buffer.concat([head, sizes, fields([2, named.length], [2, 0]), named]);
}

function centralHeader(entry: WrittenEntry, position: number): Buffer {
  const { name, bytes, method = 0, flags = 0x800, zip64 = false } = entry;
  const size = entry.size ?? bytes.length;
  const named = Buffer.from(name);
  const extra = zip64
    ? fields([2, 1], [2, 24], [8, size], [8, size], [8, position])
    : Buffer.alloc(0);
  const [shownSize, shownPosition] = zip64 ? [MAX_UINT32, MAX_UINT32] : [size, position];
  return Buffer.concat([
    fields([4, 0x02014b50], [2, 45], [2, 45], [2, flags], [2, method], [2, 0], [2, 0]),
    fields([4, crc32(Buffer.from(bytes))], [4, shownSize], [4, entry.unpackedSize ?? shownSize]),
    fields([2, named.length], [2, extra.length], [2, 0], [2, 0], [2, 0], [4, 0]),
    fields([4, shownPosition]),
    named,
    extra,
  ]);
}

const endOfZip = (count: number, central: Buffer, start: number): Buffer =>
  Buffer.concat([
    fields([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count]),
    fields([4, central.length], [4, start], [2, 0]),
  ]);

/** The end of central directory of zip64 and, after it, the locator that points to it. */
const endOfZip64 = (count: number, central: Buffer, start: bigint, position: number): Buffer =>
  Buffer.concat([
    fields([4, 0x06064b50], [8, 44], [2, 45], [2, 45], [4, 0], [4, 0]),
    fields([8, count], [8, count], [8, central.length], [8, start]),
    fields([4, 0x07064b50], [4, 0], [8, position], [4, 1]),
  ]);
