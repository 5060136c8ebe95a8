import type { Readable } from 'node:stream';
import { SaxesParser } from 'saxes';
import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl';
import { Refusal, type Found, type Reading } from '../found.js';
import { readBytes } from '../whole-file.js';
import { WordText } from './word-text.js';

/**
 * A document of Word (ECMA-376, Office Open XML) is one document: the text of its main part, without
 * headers, footers, notes, comments and what tracked changes have deleted.
 */
export async function* readDocx(reading: Reading): AsyncGenerator<Found> {
  const bytes = await readBytes(reading);
  const entries = new Entries(await openZip(bytes), reading.options.maxFileBytes);
  const main = await findMainPart(entries);
  const text = new WordText();
  await entries.parse(main, {
    open: (name) => text.open(name),
    text: (piece) => text.text(piece),
    close: (name) => text.close(name),
  });
  yield { kind: 'document', id: null, number: null, paragraphs: text.paragraphs };
}

interface XmlEvents {
  readonly open: (name: string, attributes: Readonly<Record<string, string>>) => void;
  readonly text?: (text: string) => void;
  readonly close?: (name: string) => void;
}

/** Documents with thousands of pictures stay below; each entry costs some memory. */
const MAX_ENTRIES = 20_000;

/** How Word files before 2007 begin, and those with a password. */
const OLE = Buffer.from([0xd0, 0xcf, 0x11, 0xe0]);

async function openZip(bytes: Uint8Array): Promise<ZipFile> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.subarray(0, 4).equals(OLE)) {
    throw new Refusal('it is protected by a password, or an older .doc');
  }
  try {
    return await fromBufferPromise(buffer);
  } catch {
    throw new Refusal('it is no .docx, or cut off: the directory of its zip archive is missing');
  }
}

/** Parts of an archive by their names; each is unpacked as a stream, and no further than allowed. */
class Entries {
  readonly #zip: ZipFile;
  readonly #maxBytes: number;
  #entries: ReadonlyMap<string, Entry> | null = null;

  constructor(zip: ZipFile, maxBytes: number) {
    this.#zip = zip;
    this.#maxBytes = maxBytes;
  }

  async parse(name: string, events: XmlEvents): Promise<void> {
    const entry = (this.#entries ??= await this.#list()).get(name);
    if (entry === undefined)
      throw new Refusal('it is no document of Word: its main part is missing');
    if (entry.uncompressedSize > this.#maxBytes) {
      const { uncompressedSize: size } = entry;
      throw new Refusal(
        `it unpacks to ${size} bytes; at most ${this.#maxBytes} are read (--max-file-mb)`,
      );
    }
    try {
      // The library fails where more comes than the entry says.
      await parseStream(await this.#zip.openReadStreamPromise(entry), events);
    } catch (error) {
      if (error instanceof Refusal) throw error;
      throw new Refusal('it is damaged: a part of its zip archive cannot be unpacked');
    }
  }

  async #list(): Promise<ReadonlyMap<string, Entry>> {
    const entries = new Map<string, Entry>();
    if (this.#zip.entryCount > MAX_ENTRIES)
      throw new Refusal(`it has more than ${MAX_ENTRIES} parts`);
    try {
      for await (const entry of this.#zip.eachEntry()) entries.set(entry.fileName, entry);
    } catch {
      throw new Refusal('it is damaged: the directory of its zip archive cannot be read');
    }
    return entries;
  }
}

async function parseStream(stream: Readable, { open, text, close }: XmlEvents): Promise<void> {
  const parser = new SaxesParser();
  parser.on('error', () => {
    throw new Refusal('it is damaged: its XML is not well-formed');
  });
  parser.on('opentag', ({ name, attributes }) => open(localName(name), attributes));
  if (text !== undefined) parser.on('text', text);
  if (close !== undefined) parser.on('closetag', ({ name }) => close(localName(name)));
  // A stream with an encoding gives strings; Word writes UTF-8.
  for await (const piece of stream.setEncoding('utf8')) parser.write(piece as string);
  parser.close();
}

/** Without the prefix of a namespace. */
const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

/** Most call it word/document.xml, but the archive's relations are what counts. */
async function findMainPart(entries: Entries): Promise<string> {
  let main = 'word/document.xml';
  await entries.parse('_rels/.rels', {
    open: (name, { Type = '', Target = '' }) => {
      if (name === 'Relationship' && Type.endsWith('/officeDocument')) main = Target;
    },
  });
  return main.replace(/^\//, '');
}
