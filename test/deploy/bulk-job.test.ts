import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { parseAllDocuments } from 'yaml';
import { run } from '../commands/cli.js';
import { fromRoot } from '../root.js';

/** The commands of deploy/examples/bulk-job.yaml, run as processes over a folder instead of a claim. */

interface Job {
  readonly spec: {
    readonly completions?: number;
    readonly template: {
      readonly spec: {
        readonly containers: readonly [
          { readonly args?: readonly string[]; readonly command?: readonly string[] },
        ];
      };
    };
  };
}

const MODEL = fromRoot('test/golden/roberta-mlm');
const [parts, merge] = parseAllDocuments(
  readFileSync(fromRoot('deploy/examples/bulk-job.yaml'), 'utf8'),
  // Validated against the schema of Kubernetes by .ci/chart.
).map((document) => document.toJS() as Job);

const home = ['--mascarilla-home', t.testdir()];

const containerOf = (job: Job | undefined) => job?.spec.template.spec.containers[0];

interface Line {
  readonly id: number;
  readonly embedding: readonly number[];
}

const linesOf = (path: string): Line[] =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

void t.test('its parts, merged, are what one run gives, in the same order', async (t) => {
  const folder = t.testdir();
  const here = (text: string) => text.replaceAll('/data', folder);
  const count = parts?.spec.completions ?? 0;
  t.ok(count > 1);
  const texts = readFileSync(fromRoot('test/texts/sentences.txt'), 'utf8').split('\n').slice(0, 42);
  writeFileSync(join(folder, 'notes.jsonl'), texts.map((text) => JSON.stringify(text)).join('\n'));

  const asked = (containerOf(parts)?.args ?? []).map((arg) =>
    arg.startsWith('--model=') ? `--model=${MODEL}` : here(arg),
  );
  t.match(asked.join(' '), `--shards=${count}`, 'as many parts as pods');
  const [shell = '', ...script] = (containerOf(merge)?.command ?? []).map(here);

  for (let index = 0; index < count; index++) {
    t.not(spawnSync(shell, script).status, 0, 'nothing is merged before all parts are there');
    const { code, stderr } = await run([...asked, ...home], { JOB_COMPLETION_INDEX: `${index}` });
    t.equal(code, 0, stderr);
  }
  t.equal(execFileSync(shell, script, { encoding: 'utf8' }), '42 records\n');

  const whole = join(folder, 'whole.jsonl');
  const alone = asked.filter((arg) => !/^--(output|shards)=/.test(arg));
  const { code, stderr } = await run([...alone, `--output=${whole}`, ...home]);
  t.equal(code, 0, stderr);
  const [merged, expected] = [linesOf(join(folder, 'vectors.jsonl')), linesOf(whole)];
  t.same(
    merged.map(({ id }) => id),
    expected.map(({ id }) => id),
  );
  for (const [index, { embedding }] of expected.entries()) {
    const other = merged[index]?.embedding ?? [];
    const most = Math.max(...embedding.map((value, at) => Math.abs(value - (other[at] ?? 9))));
    t.ok(most < 1e-5, `${index}: as near as company leaves it`);
  }
});

void t.test('nothing is merged of parts that are not finished', (t) => {
  const folder = t.testdir(
    Object.fromEntries(
      [0, 1, 2, 3].flatMap((index) => {
        const name = `vectors-0000${index}-of-00004.jsonl`;
        return [
          [name, '{}\n'],
          [`${name}.run.json`, JSON.stringify({ finished: index !== 2 }, null, 2)],
        ];
      }),
    ),
  );
  const script = (containerOf(merge)?.command ?? []).map((text) =>
    text.replaceAll('/data', folder),
  );
  t.not(spawnSync(script[0] ?? '', script.slice(1)).status, 0);
  t.throws(() => readFileSync(join(folder, 'vectors.jsonl')), { code: 'ENOENT' });
  t.end();
});
