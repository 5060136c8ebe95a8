import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import t from 'tap';
import { readConfig } from '../src/config.js';
import { countThreads } from '../src/engine/threads.js';
import { ServiceError } from '../src/errors.js';
import { convertOptions } from '../src/options/commands.js';
import {
  describeOptions,
  flagOf,
  options,
  variableOf,
  type OptionName,
} from '../src/options/table.js';
import { fromRoot } from './root.js';

const names = Object.keys(options) as OptionName[];

/** Values that depend on the machine, or that are not written as they are. */
const derived: readonly OptionName[] = [
  'models',
  'calibration',
  'devices',
  'threads',
  'hfToken',
  'apiKeysFile',
  'tlsCert',
  'tlsKey',
  'openPaths',
  'corsOrigin',
  'hfHome',
  'hfHubCache',
];

void t.test('an option is a flag and a variable of the same name', (t) => {
  t.equal(flagOf('maxBatchRows'), '--max-batch-rows');
  t.equal(variableOf('maxBatchRows'), 'MAX_BATCH_ROWS');
  t.equal(flagOf('port'), '--port');
  t.equal(variableOf('port'), 'PORT');
  t.end();
});

void t.test(
  'every option has a name of its own, a description and a default that is valid',
  (t) => {
    t.equal(new Set(names.map(flagOf)).size, names.length);
    t.equal(new Set(names.map(variableOf)).size, names.length);
    for (const name of names) {
      const { byDefault, description, parse, placeholder } = options[name];
      t.match(flagOf(name), /^--[a-z]+(-[a-z]+)*$/);
      t.match(variableOf(name), /^[A-Z]+(_[A-Z]+)*$/);
      t.match(placeholder, /^\S+$/, name);
      t.match(description, /^[a-z].{10,}[^.]$/, `${name}: part of a sentence, without a period`);
      t.notMatch(description, /\|/, `${name}: it stands in a table`);
      t.doesNotThrow(() => parse(byDefault), name);
    }
    t.end();
  },
);

void t.test('without flags and variables everything has its default', (t) => {
  const config = readConfig({}, {});
  t.same(Object.keys(config).sort(), [...names].sort());
  for (const name of names) {
    if (derived.includes(name)) continue;
    const value: unknown = config[name];
    const written = typeof value === 'string' ? value : JSON.stringify(value);
    t.equal(written, options[name].byDefault, name);
  }
  t.equal(config.threads, countThreads(), 'no threads given: as many as there are processors');
  t.strictSame(config.devices, [{ kind: 'cpu', threads: countThreads() }]);
  t.end();
});

void t.test('what is bundled is found from any folder; other paths are as they are given', (t) => {
  const read = (models?: string) => readConfig({ models }, {}).models;
  const bundled = ['models/clinical-es-mini', 'models/clinical-es-mini-pharmaconer'].map(fromRoot);
  t.same(
    read(),
    bundled.map((reference) => ({ name: null, reference })),
  );
  t.ok(bundled.every(isAbsolute));
  t.same(read('base=models/clinical-es-mini,models/mine'), [
    { name: 'base', reference: bundled[0] },
    { name: null, reference: 'models/mine' },
  ]);
  const { calibration } = readConfig({}, {});
  t.equal(calibration, fromRoot('models/sentences-es/sentences.txt'));
  t.ok(existsSync(calibration));
  t.end();
});

void t.test('a variable wins over the default, and a flag over the variable', (t) => {
  const environment = { PORT: '9000', LOG_LEVEL: 'warn' };
  t.match(readConfig({}, environment), { port: 9000, logLevel: 'warn', host: '127.0.0.1' });
  t.match(readConfig({ port: '9001' }, environment), { port: 9001, logLevel: 'warn' });
  t.match(readConfig({ port: '9001' }, { PORT: 'no number' }), { port: 9001 });
  t.end();
});

void t.test('cpu has the threads of --threads; other devices say themselves', (t) => {
  const devices = (devices: string) => readConfig({ threads: '3', devices }, {}).devices;
  t.strictSame(devices('cpu'), [{ kind: 'cpu', threads: 3 }]);
  t.strictSame(devices('cpu:1x2,cpu,cuda:1'), [
    { kind: 'cpu', threads: 2 },
    { kind: 'cpu', threads: 3 },
    { kind: 'cuda', index: 1 },
  ]);
  t.equal(devices('auto'), 'auto');
  t.end();
});

void t.test('origins are those that a browser would tell', (t) => {
  const origins = (corsOrigin: string) => readConfig({ corsOrigin }, {}).corsOrigin;
  t.equal(readConfig({}, {}).corsOrigin, null);
  t.equal(origins('none'), null);
  t.equal(origins('*'), '*');
  t.strictSame(origins('https://a.example,http://localhost:3000'), [
    'https://a.example',
    'http://localhost:3000',
  ]);
  t.end();
});

void t.test('an empty variable is one that is not set', (t) => {
  t.equal(readConfig({}, { PORT: '' }).port, 8080);
  t.equal(readConfig({}, { PORT: undefined }).port, 8080);
  t.same(readConfig({}, { MODELS: '' }).models, readConfig({}, {}).models);
  t.end();
});

void t.test('a bad value is refused by the name under which it was given', (t) => {
  const bad: Partial<Record<OptionName, readonly string[]>> = {
    port: ['65536', '-1', '80.5', '80 ', 'http', '', '1e3', '0x50', '٣'],
    devices: ['gpu', 'cpu:4', 'cuda', 'cuda:-1'],
    threads: ['1025', 'all'],
    maxBatchTokens: ['-1', '1000001'],
    maxBatchRows: ['1025'],
    maxBodyBytes: ['1023', '99999999999999999999'],
    precision: ['fp64', 'FP32', ''],
    minAgreement: ['-0.1', '1.1', '95', '95%', ''],
    corsOrigin: ['example.org', 'https://example.org/', 'https://Example.org', 'file://a', 'null'],
    logLevel: ['loud', 'INFO'],
  };
  for (const [name, values] of Object.entries(bad)) {
    for (const value of values) {
      const flag = () => readConfig({ [name]: value }, {});
      t.throws(flag, ServiceError);
      t.throws(flag, { code: 'CONFIG_INVALID', message: `${flagOf(name)}: ${value} is no` });
      if (value === '') continue;
      const variable = () => readConfig({}, { [variableOf(name)]: value });
      t.throws(variable, ServiceError);
      t.throws(variable, {
        code: 'CONFIG_INVALID',
        message: `${variableOf(name)}: ${value} is no`,
      });
    }
  }
  t.end();
});

void t.test('the message of a bad value tells the good ones', (t) => {
  t.throws(() => readConfig({ port: '70000' }, {}), {
    message: '--port: 70000 is not a whole number from 0 to 65535.',
  });
  t.throws(() => readConfig({}, { LOG_LEVEL: 'loud' }), {
    message: 'LOG_LEVEL: loud is none of fatal, error, warn, info, debug, trace, silent.',
  });
  t.end();
});

void t.test('the limits of a number are themselves allowed', (t) => {
  t.equal(readConfig({ port: '0' }, {}).port, 0);
  t.equal(readConfig({ port: '65535' }, {}).port, 65535);
  t.equal(readConfig({ maxBatchRows: '0001' }, {}).maxBatchRows, 1);
  t.end();
});

void t.test('a configuration cannot be changed', (t) => {
  const config = readConfig({}, {});
  t.ok(Object.isFrozen(config));
  t.throws(() => Object.assign(config, { port: 1 }), TypeError);
  t.end();
});

void t.test('what is neither flag nor variable is not read', (t) => {
  t.same(readConfig({ colour: 'red' }, { COLOUR: 'red', port: '1' }), readConfig({}, {}));
  t.end();
});

void t.test('convert has options of the table', (t) => {
  for (const name of convertOptions) t.ok(names.includes(name), name);
  t.end();
});

void t.test('docs/operating.md holds exactly this table', (t) => {
  const page = readFileSync(fromRoot('docs/operating.md'), 'utf8');
  const [, found] = /<!-- options -->\n([^]*)\n<!-- \/options -->/.exec(page) ?? [];
  t.equal(
    found?.trim(),
    describeOptions().trim(),
    'put what describeOptions() of src/options/table.ts gives between the two `options` comments: ' +
      `node --input-type=module -e "console.log((await import('./dist/src/options/table.js')).describeOptions())"`,
  );
  for (const name of names) t.match(found, `| \`${flagOf(name)}\` | \`${variableOf(name)}\` |`);
  t.end();
});
