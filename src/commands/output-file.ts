import { open, rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fail, messageOf } from '../errors.js';

/** Where lines go. A file appears under its name when it is whole; until then it has another one. */
export interface OutputFile {
  /** Absolute paths that are written to. */
  readonly paths: readonly string[];
  readonly write: (text: string) => Promise<void>;
  /** Gives the file its name. */
  readonly finish: () => Promise<void>;
  /** Leaves nothing behind, unless it has been finished. */
  readonly close: () => Promise<void>;
}

/** Opens a file, or standard output for `-`. All of it fails with OUTPUT_NOT_WRITTEN. */
export async function openOutput(path: string): Promise<OutputFile> {
  const writing = async <Value>(work: Promise<Value>): Promise<Value> => {
    try {
      return await work;
    } catch (error) {
      throw fail('OUTPUT_NOT_WRITTEN', { file: path, detail: messageOf(error) }, { cause: error });
    }
  };
  if (path === '-') return { paths: [], write: (text) => writing(writeOut(text)), ...NOTHING };
  const part = `${path}.part`;
  const file = await writing(open(part, 'w'));
  let finished = false;
  return {
    paths: [resolve(path), resolve(part)],
    write: (text) => writing(file.writeFile(text)),
    finish: async () => {
      await writing(file.sync());
      await file.close();
      await writing(rename(part, path));
      finished = true;
    },
    close: async () => {
      if (finished) return;
      await file.close();
      await rm(part, { force: true });
    },
  };
}

const NOTHING = { finish: () => Promise.resolve(), close: () => Promise.resolve() };

const writeOut = (text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    process.stdout.once('error', reject);
    process.stdout.write(text, (error) => {
      process.stdout.off('error', reject);
      if (error) reject(error);
      else resolve();
    });
  });
