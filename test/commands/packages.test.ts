/** What `mascarilla serve` does about packages, as processes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { flipBit } from '../package/damages.js';
import { run } from './cli.js';
import { CHECKPOINT, list, serveOnce, start } from './homes.js';

void t.test('two servers that start at once convert the model once', async (t) => {
  const home = t.testdir({});
  const servers = [start(t, home), start(t, home)];
  for (const server of servers) await server.until(/mascarilla serves/);
  const logs = servers.map(({ stderr }) => stderr).join('');
  t.equal(logs.match(/"msg":"model converted"/g)?.length, 1);
  t.match((await list(home)).packages, [{ model: 'roberta-mlm', usedBy: /^served by process/ }]);
});

void t.test('a server mends a package that is damaged, and says so', async (t) => {
  const home = t.testdir({});
  await serveOnce(t, home);
  const [{ folder } = { folder: '' }] = (await list(home)).packages;
  const weights = join(home, 'packages', folder, 'weights.bin');
  const good = readFileSync(weights);
  flipBit(weights, 5000);
  const log = await serveOnce(t, home);
  t.match(log, /"level":"warn",.*weights\.bin is not a package .*converting again"/);
  t.match(log, /"msg":"model converted"/);
  t.ok(readFileSync(weights).equals(good));
  t.notMatch(await serveOnce(t, home), /converted|cannot be served/);
});

void t.test('a package that was given is refused where it is damaged, and left', async (t) => {
  const directory = t.testdir({ home: {} });
  const folder = join(directory, 'package');
  const home = join(directory, 'home');
  await run(['convert', CHECKPOINT, folder]);
  const server = start(t, home, folder);
  await server.until(/mascarilla serves/);
  server.child.kill('SIGTERM');
  await server.ended();
  flipBit(join(folder, 'weights.bin'), 5000);
  const damaged = readFileSync(join(folder, 'weights.bin'));
  const { code, stderr } = await start(t, home, folder).ended();
  t.equal(code, 1);
  t.match(stderr, /mascarilla: .*weights\.bin is not a package .* hash is not .*Convert it again/);
  t.ok(readFileSync(join(folder, 'weights.bin')).equals(damaged));
});
