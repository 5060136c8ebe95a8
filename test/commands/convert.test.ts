/** `mascarilla convert` as a process: where models come from, and signals. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readManifest } from '../../src/package/package.js';
import { COMMIT, FakeHub } from '../hub/fake-hub.js';
import { fromRoot } from '../root.js';
import { run, Running } from './cli.js';

void t.test('a model of the Hub, under its name there', async (t) => {
  const hub = await FakeHub.start(t);
  const home = t.testdir({});
  const folder = join(home, 'package');
  const variables = { HF_ENDPOINT: hub.endpoint, HF_HOME: home, PORT: 'of another command' };
  const model = `owner/name@${COMMIT}`;
  const { code, stdout, stderr } = await run(['convert', model, folder], variables);
  t.equal(code, 0, stderr);
  t.match(stdout, `${folder}: owner/name in fp32, `);
  t.match(await readManifest(folder), { source: { name: 'owner/name' } });
});

void t.test('what is a package already is told so', async (t) => {
  const root = t.testdir({});
  const folder = join(root, 'package');
  await run(['convert', fromRoot('test/golden/roberta-mlm'), folder]);
  const { code, stderr } = await run(['convert', folder, join(root, 'other')]);
  t.equal(code, 1);
  t.match(stderr, /^mascarilla: .*package: it is a package already; name the checkpoint/);
});

void t.test('a signal leaves nothing behind, neither files nor processes', async (t) => {
  const model = fromRoot('models/clinical-es-mini');
  for (const [signal, exit] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    const root = t.testdir({});
    const flags = ['--precision', 'int8', '--threads', '1'];
    const running = new Running(['convert', model, join(root, 'package'), ...flags]);
    t.teardown(() => running.child.kill('SIGKILL'));
    while (!running.stderr.includes('comparing int8 with fp32')) {
      if (running.child.exitCode !== null) throw new Error(`it ended: ${running.stderr}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    t.equal(readdirSync(root).length, 3, 'two packages and a lock');
    running.child.kill(signal);
    // Standard error is the engine's too: that it is closed tells that both have ended.
    const { code, stderr, stdout } = await running.ended();
    t.equal(code, exit, stderr);
    t.match(stderr, /mascarilla: interrupted before the end of the conversion; nothing was writ/);
    t.equal(stdout, '');
    t.strictSame(readdirSync(root), []);
  }
});

void t.test('a signal ends the waiting for another process', async (t) => {
  const root = t.testdir({ 'package.lock': { '1@elsewhere.0123456789ab': '' } });
  const folder = join(root, 'package');
  const running = new Running(['convert', fromRoot('test/golden/roberta-mlm'), folder]);
  t.teardown(() => running.child.kill('SIGKILL'));
  while (!running.stderr.includes('waiting: it is converted by process 1 on elsewhere')) {
    if (running.child.exitCode !== null) throw new Error(`it ended: ${running.stderr}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  running.child.kill('SIGTERM');
  t.equal((await running.ended()).code, 143);
  t.strictSame(readdirSync(root), ['package.lock'], 'which is not ours');
});
