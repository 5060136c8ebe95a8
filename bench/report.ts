/** The tables of a benchmark, in Markdown. */
import { cpus } from 'node:os';
import type { GoalRow } from './goal-rows.js';
import { isSkipped } from './peers.js';
import { spreadOf, type Samples } from './samples.js';
import type { Peers } from './stage.js';

/** By so much rounds may vary. */
const RESTLESS = 1.1;

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

export function describeMachine(peers: Peers, threads: number, samples: Samples): string {
  const [processor] = cpus();
  const versions = Object.entries(peers).map(([name, peer]) =>
    isSkipped(peer) ? `${name} skipped: ${peer.skipped}` : peer.versions,
  );
  return [
    `${processor?.model ?? 'processor unknown'}, ${threads} threads; Node ${process.versions.node}`,
    ...versions,
    describeCalm(samples),
    '',
  ].join('\n');
}

/** The same texts take the same time on a machine that has nothing else to do. */
function describeCalm(samples: Samples): string {
  const restless = [...samples].flatMap(([name, values]) => {
    const { least, most } = spreadOf(values);
    // What little time is beside the model may vary.
    if (name.endsWith('beside the model') || most / least < RESTLESS) return [];
    return [`${name} by ${(most / least).toFixed(2)} ×`];
  });
  return restless.length === 0
    ? 'nothing varied much between rounds'
    : `OTHER WORK TOOK PART, measure again. Between rounds varied: ${restless.join(', ')}`;
}
