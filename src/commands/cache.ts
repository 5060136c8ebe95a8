import { printable } from '../checkpoint/json.js';
import type { Config } from '../config.js';
import { fail } from '../errors.js';
import { isCalled, whyRemove, type CleanRequest } from '../package/cleaning.js';
import { listCache, removeEntry, removeOrphans, type Entry } from '../package/inventory.js';
import { packagesIn } from '../package/names.js';
import { megabytes } from './numbers.js';

type CacheConfig = Pick<Config, 'mascarillaHome'>;

export interface ListFlags {
  readonly json?: boolean;
  readonly verify?: boolean;
}

export interface CleanFlags {
  readonly all?: boolean;
  readonly dryRun?: boolean;
  readonly olderThan?: string;
}

/** `mascarilla cache list`: what converted models there are. */
export async function listCommand(config: CacheConfig, flags: ListFlags): Promise<void> {
  const home = config.mascarillaHome;
  const entries = await listCache(home, flags.verify === true);
  const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  const folder = packagesIn(home);
  if (flags.json === true) {
    const json = { folder, bytes, packages: entries.map(toJson) };
    process.stdout.write(`${JSON.stringify(json, null, 2)}\n`);
    return;
  }
  if (entries.length > 0) {
    const header = ['model', 'precision', 'size', 'converted', 'last used', 'state', 'folder'];
    process.stdout.write(formatTable([header, ...entries.map(toCells)]));
  }
  const count = `${entries.length} ${entries.length === 1 ? 'entry' : 'entries'}`;
  process.stdout.write(
    `${count}, ${megabytes(bytes)} in ${folder}\n` +
      'Models pulled from the Hub lie in its own cache, which `hf cache` lists and cleans.\n',
  );
}

/** `mascarilla cache clean`: removes what no start can use, or what is asked for. */
export async function cleanCommand(
  config: CacheConfig,
  names: readonly string[],
  flags: CleanFlags,
): Promise<void> {
  const home = config.mascarillaHome;
  const dryRun = flags.dryRun === true;
  const request = readRequest(names, flags);
  // Only where damage decides are weights worth reading.
  const entries = await listCache(home, request.kind === 'unneeded');
  if (request.kind === 'named') checkNames(request.names, entries, home);
  const now = Date.now();
  let freed = 0;
  for (const entry of entries) {
    const why = whyRemove(entry, request, now);
    if (why === null) continue;
    const usedBy = dryRun ? entry.usedBy : await removeEntry(home, entry);
    if (usedBy === null) freed += entry.bytes;
    const done = usedBy !== null ? 'left' : dryRun ? 'would remove' : 'removed';
    const reason = usedBy === null ? '' : `: it is ${usedBy}`;
    process.stdout.write(
      `${done} ${printable(entry.folder)}, ${why}, ${megabytes(entry.bytes)}${reason}\n`,
    );
  }
  if (!dryRun) await removeOrphans(home);
  const told = dryRun ? 'would be freed; nothing was removed' : 'freed';
  process.stdout.write(`${megabytes(freed)} ${told}\n`);
}

function readRequest(names: readonly string[], { all, olderThan }: CleanFlags): CleanRequest {
  const ways = [names.length > 0, all === true, olderThan !== undefined].filter(Boolean).length;
  if (ways > 1) {
    const detail = 'give names, --all or --older-than, not several of them';
    throw fail('CONFIG_INVALID', { option: 'cache clean', detail });
  }
  if (names.length > 0) return { kind: 'named', names };
  if (all === true) return { kind: 'all' };
  return { kind: 'unneeded', olderThanMs: olderThan === undefined ? null : readAge(olderThan) };
}

const HOUR_MS = 3_600_000;
const UNITS: Readonly<Record<string, number>> = { h: HOUR_MS, d: 24 * HOUR_MS, w: 168 * HOUR_MS };

/** `30d` in milliseconds. */
function readAge(text: string): number {
  const [, count, unit = ''] = /^(\d{1,5})([hdw])$/.exec(text) ?? [];
  const unitMs = UNITS[unit];
  if (count !== undefined && unitMs !== undefined) return Number(count) * unitMs;
  const detail = `${printable(text)} is no age such as 12h, 30d or 8w`;
  throw fail('CONFIG_INVALID', { option: '--older-than', detail });
}

function checkNames(names: readonly string[], entries: readonly Entry[], home: string): void {
  const unknown = names.find((name) => !entries.some((entry) => isCalled(entry, name)));
  if (unknown === undefined) return;
  const detail = `there is nothing of this name in ${packagesIn(home)}; see \`mascarilla cache list\``;
  throw fail('CONFIG_INVALID', { option: printable(unknown), detail });
}

/** Rows of cells as lines, each column as wide as its widest cell. */
function formatTable(rows: readonly (readonly string[])[]): string {
  const widthOf = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widthOf(column)))
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

const toCells = (entry: Entry): readonly string[] => [
  printable(entry.model ?? '?'),
  printable(entry.precision ?? '?'),
  megabytes(entry.bytes),
  toMinute(entry.convertedMs, '?'),
  toMinute(entry.lastUsedMs, 'unknown'),
  // A process's host is as its name in the file system allows; nothing else of it is foreign.
  entry.usedBy === null ? entry.state.kind : `${entry.state.kind}, ${entry.usedBy}`,
  printable(entry.folder),
];

/** `2026-11-23 21:44`, in UTC. */
const toMinute = (ms: number | null, none: string): string =>
  ms === null ? none : new Date(ms).toISOString().slice(0, 16).replace('T', ' ');

const toTime = (ms: number | null): string | null =>
  ms === null ? null : new Date(ms).toISOString();

function toJson(entry: Entry): object {
  const { folder, model, precision, bytes, usedBy, state } = entry;
  return {
    ...{ folder, model, precision, bytes },
    converted: toTime(entry.convertedMs),
    lastUsed: toTime(entry.lastUsedMs),
    usedBy,
    state: state.kind,
    detail: 'detail' in state ? state.detail : null,
  };
}
