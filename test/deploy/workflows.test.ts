import { readdirSync, readFileSync } from 'node:fs';
import t from 'tap';
import { parse } from 'yaml';
import { fromRoot, readJson } from '../root.js';

/** The workflows of the forge do what .ci/run does, with no more rights than they need. */

interface Step {
  readonly run?: string;
  readonly uses?: string;
}

type Permissions = Readonly<Record<string, 'read' | 'write'>>;

interface Job {
  readonly steps?: readonly Step[];
  readonly uses?: string;
  readonly permissions?: Permissions;
  readonly 'timeout-minutes'?: number;
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly unknown[]>> };
}

interface Workflow {
  readonly permissions: Permissions;
  readonly jobs: Readonly<Record<string, Job>>;
}

const folder = '.github/workflows';
const read = (path: string) => readFileSync(fromRoot(path), 'utf8');

// Checked against the forge's rules by .ci/workflows.
const readWorkflow = (name: string) => parse(read(`${folder}/${name}`)) as Workflow;

const workflows = readdirSync(fromRoot(folder)).map((name) => ({
  name,
  workflow: readWorkflow(name),
}));
const { jobs } = readWorkflow('ci.yml');

/** Every command that a job runs, with the values of its matrix in their places. */
function commandsOf({ steps = [], strategy }: Job): string[] {
  return steps.flatMap(({ run }) => {
    const [, key] = /^\$\{\{ matrix\.(\w+) \}\}$/.exec(run ?? '') ?? [];
    return key === undefined ? [run ?? ''] : (strategy?.matrix[key] ?? []).map(String);
  });
}

void t.test('ci.yml runs every command of .ci/run, and no other script', (t) => {
  const [, body = ''] = read('.ci/run').split(/^fi$/m);
  const local = body.split('\n').filter((line) => line !== '');
  t.ok(local.includes('node .ci/docs.js'), 'the commands are found');
  const remote = Object.values(jobs).flatMap(commandsOf);
  t.same(
    local.filter((command) => !remote.includes(command)),
    [],
    'add them to the jobs of ci.yml',
  );
  const scripts = remote.filter((command) => /^(node )?\.ci\//.test(command));
  t.same(
    scripts.filter((command) => !local.includes(command)),
    [],
    'add them to .ci/run',
  );
  t.end();
});

void t.test('tests run on all versions of Node that are supported, on two architectures', (t) => {
  const matrix = jobs['test']?.strategy?.matrix;
  t.same(matrix?.['node'], [20, 22, 24]);
  t.same(matrix?.['runner'], ['ubuntu-24.04', 'ubuntu-24.04-arm']);
  const { engines } = readJson('package.json') as { readonly engines: { readonly node: string } };
  t.match(engines.node, /^>=20\./, 'the oldest is that of package.json');
  t.match(read('README.md'), '(20, 22 or 24)');
  t.end();
});

for (const { name, workflow } of workflows) {
  void t.test(`${name}: least rights, pinned actions, bounded jobs`, (t) => {
    t.same(workflow.permissions, { contents: 'read' });
    for (const [key, job] of Object.entries(workflow.jobs)) {
      if (job.uses === undefined) t.ok(job['timeout-minutes'], `${key} has a bound`);
      for (const { uses } of job.steps ?? []) {
        if (uses !== undefined)
          t.match(uses, /^[\w-]+\/[\w-]+@[0-9a-f]{40}$/, 'pinned by its commit');
      }
    }
    t.end();
  });
}

void t.test('only what publishes may write, and only when all else has passed', (t) => {
  t.same(
    Object.values(jobs).filter(({ permissions }) => permissions !== undefined),
    [],
  );
  const release = readWorkflow('release.yml').jobs;
  const writing = Object.entries(release).filter(([, { permissions = {} }]) =>
    Object.values(permissions).includes('write'),
  );
  t.same(
    writing.map(([key]) => key),
    ['npm', 'image', 'manifest'],
  );
  t.match(release['npm'], { needs: 'ci' });
  t.match(release['image'], { needs: 'ci' });
  t.match(release['manifest'], { needs: 'image' });
  t.match(release['ci'], { uses: './.github/workflows/ci.yml', needs: 'version' });
  t.end();
});
