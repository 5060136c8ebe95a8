/**
 * A reading process: parses and cleans one file after another. Files are foreign: whatever one of
 * them does to a parser, this process alone is lost. It ends with the command.
 */
import { once } from 'node:events';
import { cleanDocument, type CleanDocument } from './clean.js';
import { loadLanguages, type IsForeign } from './filters/language.js';
import { loadFormat } from './formats.js';
import { Refusal, type UnreadableRecord } from './found.js';
import type { Batch, ToReader } from './protocol.js';

/** Some hundred kilobytes are worth a message. */
const BATCH_CHARACTERS = 262_144;
const BATCH_DOCUMENTS = 256;

type Read = Extract<ToReader, { kind: 'read' }>;

let languages: Promise<IsForeign> | null = null;

const anyLanguage: IsForeign = () => false;

async function readFile({ path, format, options }: Read): Promise<void> {
  const isForeign = options.spanishOnly ? await (languages ??= loadLanguages()) : anyLanguage;
  const batch = new GrowingBatch();
  try {
    const read = await loadFormat(format);
    const onEncoding = (encoding: string) => (batch.encoding = encoding);
    for await (const found of read({ path, options, onEncoding })) {
      if (found.kind === 'unreadable') batch.addUnreadable(found);
      else batch.addDocument(cleanDocument(found, options, isForeign));
      if (!batch.isFull) continue;
      send(batch.take('more'));
      await once(process, 'message');
    }
    send(batch.take(null));
  } catch (error) {
    send(batch.take({ refused: describe(error) }));
  }
}

class GrowingBatch {
  encoding: string | null = null;
  #documents: CleanDocument[] = [];
  #unreadable: UnreadableRecord[] = [];
  #characters = 0;

  addDocument(document: CleanDocument): void {
    this.#documents.push(document);
    for (const sentence of document.paragraphs.flat()) this.#characters += sentence.length;
  }

  addUnreadable(record: UnreadableRecord): void {
    this.#unreadable.push(record);
  }

  get isFull(): boolean {
    const records = this.#documents.length + this.#unreadable.length;
    return records >= BATCH_DOCUMENTS || this.#characters >= BATCH_CHARACTERS;
  }

  take(next: Batch['next']): Batch {
    const { encoding } = this;
    const batch = { documents: this.#documents, unreadable: this.#unreadable, encoding, next };
    this.#documents = [];
    this.#unreadable = [];
    this.#characters = 0;
    return batch;
  }
}

/** Of errors that are not ours only the kind is told: their messages may quote the file. */
function describe(error: unknown): string {
  if (error instanceof Refusal) return error.message;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const name = error instanceof Error ? error.name : 'Error';
  return `it is damaged, or cannot be read (${typeof code === 'string' ? code : name})`;
}

function send(batch: Batch): void {
  // An error here means that the command is gone: 'disconnect' follows.
  process.send?.(batch, () => undefined);
}

process.on('message', (message: ToReader) => {
  if (message.kind === 'read') void readFile(message);
});
process.on('disconnect', () => process.exit());
// A terminal interrupts the whole group; the command decides when its processes end.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
