import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Test } from 'tap';
import { formatOf, loadFormat } from '../../src/prepare/formats.js';
import type { Found, ReadingOptions } from '../../src/prepare/found.js';

export const readingOptions: ReadingOptions = {
  textField: 'text',
  idField: 'id',
  strictUtf8: false,
  maxFileBytes: 1_000_000,
};

/** What is found in a file of a name and a content, and in which encoding. */
export async function readFile(
  t: Test,
  name: string,
  content: string | Uint8Array,
  options: Partial<ReadingOptions> = {},
): Promise<{ readonly found: readonly Found[]; readonly encoding: string | null }> {
  const path = join(t.testdir(), name);
  writeFileSync(path, content);
  const format = formatOf(name);
  if (format === null) throw new Error(`${name} is not read`);
  const read = await loadFormat(format);
  let encoding: string | null = null;
  const found: Found[] = [];
  const onEncoding = (one: string) => (encoding = one);
  for await (const one of read({ path, options: { ...readingOptions, ...options }, onEncoding })) {
    found.push(one);
  }
  return { found, encoding };
}

/** The paragraphs of a file with one document. */
export async function readParagraphs(
  t: Test,
  name: string,
  content: string | Uint8Array,
  options: Partial<ReadingOptions> = {},
): Promise<readonly string[]> {
  const { found } = await readFile(t, name, content, options);
  const [only] = found;
  if (found.length !== 1 || only?.kind !== 'document') throw new Error('it has not one document');
  return only.paragraphs;
}
