/** A value that does not fit is told with its flag, itself, and what is allowed. */
import t from 'tap';
import { readConfig } from '../../src/config.js';
import { flagOf, optionNames, variableOf, type OptionName } from '../../src/options/table.js';

interface Wrong {
  readonly value: string;
  /** What the message says of those that are allowed. */
  readonly allowed: RegExp;
}

const number = (value: string): Wrong => ({
  value,
  allowed: / is not a whole number from \d+ to \d+\.$/,
});
const empty: Wrong = { value: '', allowed: /: it is empty\.$/ };
const yesOrNo: Wrong = {
  value: 'perhaps',
  allowed: / is none of 1, true, yes, on, 0, false, no, off\.$/,
};

/** Every option has one: a new one does not compile without. */
const wrong: Readonly<Record<OptionName, Wrong>> = {
  models: { value: 'a=b,,c', allowed: / holds an empty one; models are FOLDER, / },
  mascarillaHome: empty,
  hfEndpoint: { value: 'ftp://hub.example', allowed: / is no web address such as https:\/\// },
  hfToken: { value: 'two words', allowed: /: it is empty, or holds a space\.$/ },
  hfHome: empty,
  hfHubCache: empty,
  hfHubOffline: yesOrNo,
  precision: { value: 'fp64', allowed: / is none of fp32, / },
  calibration: empty,
  minAgreement: { value: '95%', allowed: / is not a number from 0 to 1\.$/ },
  host: empty,
  port: number('65536'),
  corsOrigin: { value: 'example.org', allowed: / is no origin such as https:\/\/example\.org/ },
  page: yesOrNo,
  apiKeysFile: empty,
  openPaths: { value: 'health,info', allowed: / is none of health, metrics, pages\.$/ },
  tlsCert: empty,
  tlsKey: empty,
  insecure: yesOrNo,
  debug: yesOrNo,
  rateLimit: number('-1'),
  devices: { value: 'gpu', allowed: / is no device: cpu, cpu:2x4 .* or auto\.$/ },
  threads: number('all'),
  batchWindowMs: number('1.5'),
  maxBatchTokens: number('1e3'),
  maxBatchRows: number('0x10'),
  maxMasks: number('0'),
  maxTopK: number('0'),
  maxInputs: number('10_000'),
  maxCharacters: number('1,000'),
  maxWindows: number(' 1'),
  maxBodyBytes: number('2MB'),
  maxConnections: number('0'),
  clientTimeoutMs: number('30s'),
  maxQueuedTokens: number('∞'),
  engineTimeoutMs: number('999'),
  startTimeoutMs: number('999'),
  drainDelayMs: number('NaN'),
  shutdownTimeoutMs: number('99999999999999999999'),
  logLevel: { value: 'loud', allowed: / is none of fatal, error, / },
};

/** Others can read what is printed. */
const secrets: readonly OptionName[] = ['hfToken'];

const messageFor = (flags: Record<string, string>, variables: Record<string, string>): string => {
  try {
    readConfig(flags, variables);
    return 'it was taken';
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
};

void t.test('every option refuses a value', (t) => {
  for (const [name, { value, allowed }] of Object.entries(wrong)) {
    const named = [[flagOf(name), messageFor({ [name]: value }, {})]];
    // An empty variable counts as not set.
    if (value !== '') named.push([variableOf(name), messageFor({}, { [variableOf(name)]: value })]);
    for (const [by = '', message = ''] of named) {
      t.ok(message.startsWith(`${by}: `), `${by}: ${message}`);
      t.match(message, allowed);
      // Of a list, the part that does not fit.
      const part = name === 'openPaths' ? 'info' : value;
      const isTold = !secrets.includes(name as OptionName);
      t.equal(value === '' || message.includes(part), isTold, `${by} tells the value`);
    }
  }
  t.end();
});

void t.test('a number may be at either end, and not beyond', (t) => {
  const isNumber = (name: string) => messageFor({ [name]: 'x' }, {}).includes('whole number');
  const numbers = optionNames.filter(isNumber);
  t.ok(numbers.length > 15, 'numbers are found');
  for (const name of numbers) {
    const message = messageFor({ [name]: 'x' }, {});
    const [, least, most] = / from (\d+) to (\d+)\.$/.exec(message) ?? [];
    for (const end of [least, most]) t.equal(messageFor({ [name]: end ?? '' }, {}), 'it was taken');
    for (const beyond of [Number(least) - 1, Number(most) + 1]) {
      t.match(messageFor({ [name]: String(beyond) }, {}), `${beyond} is not a whole number`);
    }
  }
  t.end();
});
