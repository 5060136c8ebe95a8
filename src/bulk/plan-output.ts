import { extname } from 'node:path';
import { nameOfShard, type Shard } from '../corpus/shard.js';
import { bratFolder } from './brat-folder.js';
import { csvTable } from './csv.js';
import { jsonLines } from './json-lines.js';
import { STANDARD_OUTPUT, type Output } from './output.js';
import { parquetFile } from './parquet.js';
import type { BulkTaskName } from './request.js';

/**
 * The output that a path and a task mean: JSON Lines, CSV or Parquet by the file's name, for `ner`
 * brat's files in a folder. A part of a corpus has its own, with its number in the name. Throws an
 * Error that tells what there is for the task.
 */
export function planOutput(path: string, task: BulkTaskName, shard: Shard | null): Output {
  if (path === STANDARD_OUTPUT) return jsonLines(path);
  const extension = extname(path).toLowerCase();
  const own = shard === null ? path : nameForShard(path, extname(path), shard);
  if (extension === '.jsonl' || extension === '.ndjson') return jsonLines(own);
  if (extension === '.csv' && task !== 'embed') return csvTable(own, task);
  if (extension === '.parquet' && task === 'embed') return parquetFile(own);
  if (extension === '' && task === 'ner') return bratFolder(own);
  const others = { embed: 'FILE.parquet', ner: 'FILE.csv, a folder for brat' };
  const kinds = task === 'embed' || task === 'ner' ? others[task] : 'FILE.csv';
  throw new Error(`${path} has no form for ${task}; there are FILE.jsonl, ${kinds}, or -`);
}

/** `out.jsonl` → `out-00003-of-00016.jsonl` */
const nameForShard = (path: string, extension: string, shard: Shard): string =>
  `${path.slice(0, path.length - extension.length)}-${nameOfShard(shard)}${extension}`;
