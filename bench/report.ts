/** The tables of a benchmark, in Markdown. */
import { cpus } from 'node:os';
import type { GoalRow } from './goal-rows.js';
import { isSkipped } from './peers.js';
import { spreadOf, type Samples } from './samples.js';
import type { Peers } from './stage.js';

/** More than this, and other work takes part in what is measured. */
const RESTLESS = 0.5;

/** Columns of the same width, but for the last. */
function tableOf(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const widths = head
    .slice(0, -1)
    .map((_, column) =>
      Math.max(3, ...[head, ...lines].map((cells) => cells[column]?.length ?? 0)),
    );
  const row = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 3)).join(' | ')} |\n`;
  const rule = `| ${[...widths, 3].map((width) => '-'.repeat(width)).join(' | ')} |\n`;
  return [row(head), rule, ...lines.map(row)].join('');
}

export function describeGoals(rows: readonly GoalRow[]): string {
  const result = ({ met }: GoalRow) => (met === null ? 'skipped' : met ? 'pass' : 'MISS');
  return tableOf(
    ['what', 'goal', 'measured', '', 'the numbers behind it'],
    rows.map((one) => [one.name, one.goal, one.measured, result(one), one.seen]),
  );
}

/** Texts a second of all, beside each other. */
export function describeSamples(samples: Samples): string {
  const lines = [...samples].map(([name, values]) => {
    const { median, least, most } = spreadOf(values);
    return [name, ...[median, least, most].map((value) => value.toFixed(2))];
  });
  return tableOf(['texts/s', 'median', 'least', 'most'], lines);
}

/** @param loadBefore how many processes ran on average in the minute before */
export function describeMachine(peers: Peers, threads: number, loadBefore: number): string {
  const [processor] = cpus();
  const versions = Object.entries(peers).map(([name, peer]) =>
    isSkipped(peer) ? `${name} skipped: ${peer.skipped}` : peer.versions,
  );
  const restless = loadBefore < RESTLESS ? '' : ': other work takes part, the numbers are noise';
  return [
    `${processor?.model ?? 'processor unknown'}, ${threads} threads; Node ${process.versions.node}`,
    ...versions,
    `load average before ${loadBefore.toFixed(1)}${restless}`,
    '',
  ].join('\n');
}
