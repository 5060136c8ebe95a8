import { open, readFile, rename } from 'node:fs/promises';
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { fail, messageOf } from '../errors.js';

const Count = Type.Integer({ minimum: 0 });

/**
 * What lies beside an output and tells how it was made and how far it is: written again after every
 * step, once what it counts is safely on disk.
 */
const Journal = Type.Object({
  format: Type.Literal(1),
  /** The version that began it. */
  version: Type.String(),
  /** What was asked; a run goes on only where the same is asked again. */
  request: Type.Record(Type.String(), Type.Unknown()),
  /** Records that are done, those of them that failed, and those whose text was cut. */
  records: Count,
  failed: Count,
  truncated: Count,
  /** Fingerprint of these records. */
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  /** Bytes of the file that grows. */
  bytes: Count,
  finished: Type.Boolean(),
});

export type Journal = Readonly<Static<typeof Journal>>;

const validator = Compile(Journal);

/** Where the journal of an output lies. */
export const journalOf = ({ path }: { readonly path: string }): string => `${path}.run.json`;

/** The journal at a path; null where there is none. OUTPUT_TAKEN where it is something else. */
export async function readJournal(path: string): Promise<Journal | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw fail('OUTPUT_NOT_WRITTEN', { file: path, detail: messageOf(error) }, { cause: error });
  }
  const journal = parse(text);
  if (validator.Check(journal)) return journal;
  throw fail('OUTPUT_TAKEN', { file: path, detail: 'it is no journal of this version' });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Puts a journal in the place of the one before, whole or not at all. OUTPUT_NOT_WRITTEN. */
export async function writeJournal(path: string, journal: Journal): Promise<void> {
  const beside = `${path}.new`;
  try {
    const file = await open(beside, 'w');
    try {
      await file.writeFile(`${JSON.stringify(journal, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (error) {
    throw fail('OUTPUT_NOT_WRITTEN', { file: path, detail: messageOf(error) }, { cause: error });
  }
}
