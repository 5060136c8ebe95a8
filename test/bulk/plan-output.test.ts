import t from 'tap';
import { planOutput } from '../../src/bulk/plan-output.js';
import { parseShard } from '../../src/corpus/shard.js';

void t.test('the name of the output tells its form, and each part has its own', (t) => {
  const plan = (output: string, task: 'embed' | 'ner', part: string | null = null) => {
    const { path, growing } = planOutput(output, task, part === null ? null : parseShard(part));
    return [path, growing];
  };
  t.same(plan('a/v.jsonl', 'embed'), ['a/v.jsonl', 'a/v.jsonl']);
  t.same(plan('v.parquet', 'embed'), ['v.parquet', 'v.parquet.part']);
  t.same(plan('v.parquet', 'embed', '3/16'), [
    ...['v-00003-of-00016.parquet', 'v-00003-of-00016.parquet.part'],
  ]);
  t.same(plan('brat', 'ner', '0/2'), ['brat-00000-of-00002', 'brat-00000-of-00002.errors.jsonl']);
  t.same(plan('-', 'ner', '0/2'), ['-', '-']);
  for (const [output, task] of [
    ['v.csv', 'embed'],
    ['folder', 'embed'],
    ['e.parquet', 'ner'],
    ['e.txt', 'ner'],
  ] as const) {
    t.throws(() => plan(output, task), { message: /has no form for/ });
  }
  t.end();
});
