import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { readBrat } from '../corpus/brat.js';
import { readConll } from '../corpus/conll.js';
import type { AnnotatedText, InvalidLine } from '../corpus/mention.js';
import { fail, messageOf } from '../errors.js';

/** Annotated texts that are there: brat's pairs of files, or files of CoNLL. */
export interface Gold {
  /** For people. */
  readonly name: string;
  readonly format: 'brat' | 'conll';
  /** Bytes of all files. */
  readonly size: number;
  /** Ascending. For brat, each `.txt` with its `.ann` beside it. */
  readonly files: readonly GoldFile[];
}

interface GoldFile {
  readonly path: string;
  readonly size: number;
}

const CONLL = ['.conll', '.bio', '.iob', '.iob2', '.bilou', '.iobes', '.tsv'];

/** Far larger than any corpus of one file: its texts are in memory at once. */
const MAX_FILE_BYTES = 100_000_000;

/**
 * Looks for gold annotations: a folder of `.txt` files, each with its `.ann`, a folder of CoNLL
 * files, with all folders in it; or one CoNLL file. DATA_UNREADABLE, GOLD_INVALID.
 */
export async function findGold(path: string): Promise<Gold> {
  const found = await attempt(path, stat(path));
  if (!found.isDirectory()) {
    return { name: path, format: 'conll', size: found.size, files: [{ path, size: found.size }] };
  }
  const listed = await attempt(path, readdir(path, { recursive: true }));
  const names = listed.toSorted().map((name) => join(path, name));
  const annotations = names.filter((name) => name.endsWith('.ann'));
  const paths =
    annotations.length > 0
      ? annotations.map((name) => name.replace(/ann$/, 'txt'))
      : names.filter((name) => CONLL.includes(extname(name)));
  if (paths.length === 0) {
    const detail = `it has neither .ann files nor any of ${CONLL.join(', ')}`;
    throw fail('GOLD_INVALID', { file: path, detail });
  }
  const texts = annotations.length > 0 ? names.filter((name) => name.endsWith('.txt')) : [];
  const bare = texts.find((name) => !paths.includes(name));
  if (bare !== undefined) {
    throw fail('GOLD_INVALID', { file: bare, detail: 'there is no .ann file beside it' });
  }
  const files: GoldFile[] = [];
  for (const one of paths) files.push({ path: one, size: (await attempt(one, stat(one))).size });
  const size = files.reduce((sum, file) => sum + file.size, 0);
  return { name: path, format: annotations.length > 0 ? 'brat' : 'conll', size, files };
}

export interface ReadGold extends AnnotatedText {
  /** Bytes of all files, up to the end of the one that it came from. */
  readonly end: number;
}

/** The texts, in the order of their files. DATA_UNREADABLE, GOLD_INVALID. */
export async function* readGold({ format, files }: Gold): AsyncGenerator<ReadGold> {
  let end = 0;
  for (const { path, size } of files) {
    end += size;
    if (size > MAX_FILE_BYTES) {
      const detail = `it has more than ${MAX_FILE_BYTES} bytes. Split it`;
      throw fail('GOLD_INVALID', { file: path, detail });
    }
    const content = await readText(path);
    if (format === 'conll') {
      for (const text of readConll(content, invalidIn(path))) yield { ...text, end };
    } else {
      const annotations = path.replace(/txt$/, 'ann');
      const length = Array.from(content).length;
      const mentions = readBrat(await readText(annotations), length, invalidIn(annotations));
      yield { text: content, mentions, end };
    }
  }
}

const invalidIn =
  (file: string): InvalidLine =>
  (line, detail) =>
    fail('DATA_INVALID', { file, line, detail });

async function readText(path: string): Promise<string> {
  const bytes = await attempt(path, readFile(path));
  try {
    // A byte order mark stays: offsets count it.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw fail('GOLD_INVALID', { file: basename(path), detail: 'it is not UTF-8' });
  }
}

const attempt = <Result>(file: string, work: Promise<Result>): Promise<Result> =>
  work.catch((error: unknown) => {
    throw fail('DATA_UNREADABLE', { file, detail: messageOf(error) }, { cause: error });
  });
