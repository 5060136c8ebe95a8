import { bundledSentences } from '../config.js';
import { options } from '../options/table.js';
import { loadTasks } from '../load/requests.js';
import { address, choice, file, integer, text } from '../options/kinds.js';
import { aSwitch, type CommandOption, type Parsed } from './options.js';

const MOST_LOADS = 32;

/** Whole numbers with commas between them. */
function integers(
  byDefault: string,
  [least, most]: readonly [number, number],
  description: string,
): CommandOption<readonly number[]> {
  const parse = (value: string) => {
    const parts = value.split(',');
    if (parts.length > MOST_LOADS) throw new Error(`it has more than ${MOST_LOADS} numbers`);
    const one = integer(least, [least, most], '');
    return parts.map((part) => one.parse(part));
  };
  return { placeholder: 'N,N,…', byDefault, description, parse };
}

const { byDefault: bundled } = options.calibration;

const rates = integers('1', [1, 100_000], '');

/** What `mascarilla bench` has; it shares no option. */
export const benchOptions = {
  url: address('http://127.0.0.1:8080', 'the server to put under load'),
  keyFile: file(
    'a file with the API key to send, where the server asks for one: one line, a key or name:key',
  ),
  task: choice(loadTasks, 'embed', 'what is asked of it'),
  data: {
    ...text(
      'FILE',
      bundled,
      'texts, one a line, or in FILE.jsonl the `text` of each object; - for standard input; by default the bundled sentences',
    ),
    parse: (value: string) => (value === bundled ? bundledSentences : value),
  },
  clients: integers(
    '1,2,4,8,16,32',
    [1, 1024],
    'how many clients ask at once, each of which waits for its answer before it asks again; one load after the other',
  ),
  rate: {
    ...rates,
    byDefault: 'none',
    description:
      'requests a second instead, at random times, whether answers come or not; latencies count from when a request was due',
    parse: (value: string) => (value === 'none' ? null : rates.parse(value)),
  },
  duration: integer(10, [1, 3600], 'seconds of each load'),
  seed: integer(0, [0, 2 ** 32 - 1], 'the random times of --rate: the same for the same seed'),
  json: aSwitch('write the numbers as JSON'),
  plot: {
    placeholder: 'FILE.svg',
    byDefault: 'none',
    description: 'where to draw throughput and p95 against the load',
    parse: (value: string) => (value === 'none' ? null : value),
  },
} as const;

export type BenchOptions = Parsed<typeof benchOptions>;
