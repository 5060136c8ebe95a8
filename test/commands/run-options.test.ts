import t from 'tap';
import type { Flags } from '../../src/config.js';
import { readOptions } from '../../src/commands/options.js';
import { runOptions, shardOf } from '../../src/commands/run-options.js';

const read = (flags: Flags) =>
  readOptions(runOptions, { model: 'm', input: 'in.jsonl', output: 'out.jsonl', ...flags });

void t.test('the options', (t) => {
  t.match(read({}), {
    ...{ format: null, column: 'text', idColumn: 'id', delimiter: ',', onError: null },
    ...{ shard: null, shards: null, topK: null, targets: null, pooling: null, normalize: null },
    ...{ aggregationStrategy: 'word', window: null, stride: null, refuseLong: false },
  });
  t.match(read({ delimiter: '\\t', normalize: 'no', shard: '1/4', onError: 'fail' }), {
    ...{ delimiter: '\t', normalize: false, shard: { index: 1, count: 4 }, onError: 'fail' },
  });
  const refused: readonly Flags[] = [
    { shard: '4/4' },
    { onError: 'stop' },
    { pooling: 'best' },
    { topK: '0' },
    { format: 'xml' },
    { aggregationStrategy: 'none' },
    { input: '' },
  ];
  for (const flags of refused) t.throws(() => read(flags), { code: 'CONFIG_INVALID' });
  t.end();
});

void t.test('a part is given, or found in an Indexed Job', (t) => {
  t.equal(shardOf(read({}), '3'), null, 'a variable alone means nothing');
  t.same(shardOf(read({ shards: '4' }), '3'), { index: 3, count: 4 });
  t.same(shardOf(read({ shard: '2/4' }), '3'), { index: 2, count: 4 });
  const refused: readonly (readonly [Flags, string | null, RegExp])[] = [
    [{ shards: '4' }, null, /JOB_COMPLETION_INDEX is not set/],
    [{ shards: '4' }, '4', /4\/4 is no part such as/],
    [{ shards: '4' }, 'x', /x\/4 is no part/],
    [{ shards: '4', shard: '0/4' }, '0', /give one of the two/],
  ];
  for (const [flags, index, message] of refused) {
    t.throws(() => shardOf(read(flags), index), { code: 'CONFIG_INVALID', message });
  }
  t.end();
});
