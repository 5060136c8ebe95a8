import { open, type FileHandle } from 'node:fs/promises';
import { fail } from '../errors.js';

/** A file that only grows, and is cut back to what is known to be whole when it is gone on with. */
export class GrowingFile {
  readonly #path: string;
  readonly #file: FileHandle;
  #bytes: number;

  private constructor(path: string, file: FileHandle, bytes: number) {
    this.#path = path;
    this.#file = file;
    this.#bytes = bytes;
  }

  /**
   * Opens a file of which so many bytes are whole; what comes after them is cut off. With 0 it may
   * not be there yet. OUTPUT_TAKEN where it is shorter, OUTPUT_NOT_WRITTEN.
   */
  static async open(path: string, bytes: number): Promise<GrowingFile> {
    const file = await attempt(path, open(path, bytes === 0 ? 'w' : 'r+'));
    const { size } = await attempt(path, file.stat());
    if (size < bytes) {
      await file.close();
      const detail = `it has ${size} bytes of ${bytes} that were written`;
      throw fail('OUTPUT_TAKEN', { file: path, detail });
    }
    if (size > bytes) await attempt(path, file.truncate(bytes));
    return new GrowingFile(path, file, bytes);
  }

  /** OUTPUT_NOT_WRITTEN, such as where the disk is full. */
  async append(text: string): Promise<void> {
    const content = Buffer.from(text);
    for (let from = 0; from < content.length;) {
      const { bytesWritten } = await attempt(
        this.#path,
        this.#file.write(content, from, content.length - from, this.#bytes + from),
      );
      from += bytesWritten;
    }
    this.#bytes += content.length;
  }

  /** Puts all of it on the disk, and gives its bytes. OUTPUT_NOT_WRITTEN. */
  async sync(): Promise<number> {
    await attempt(this.#path, this.#file.datasync());
    return this.#bytes;
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

/** OUTPUT_NOT_WRITTEN where the system refuses; what is no error of the system stays. */
export const attempt = <Result>(file: string, work: Promise<Result>): Promise<Result> =>
  work.catch((error: unknown) => {
    if (!(error instanceof Error) || !('syscall' in error)) throw error;
    throw fail('OUTPUT_NOT_WRITTEN', { file, detail: error.message }, { cause: error });
  });
