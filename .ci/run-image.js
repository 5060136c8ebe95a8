/**
 * Runs an image with runc as production does, and ends with 0 where it is as it should be:
 *
 *     node .ci/run-image.js WORK ROOTFS ID
 *
 * WORK has image.json, which is what buildah tells of the image, and bundle/config.json of `runc spec`.
 */
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

const [work, root, id] = process.argv.slice(2);
const { config: image } = JSON.parse(readFileSync(join(work, 'image.json'), 'utf8')).Docker;

const port = await new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});

const failures = [];

function check(ok, what) {
  console.log(`container: ${ok ? 'ok' : 'NOT OK'}: ${what}`);
  if (!ok) failures.push(what);
}

/** The image's own settings; what production adds; the host's network, to be asked from here. */
function writeConfig() {
  const path = join(work, 'bundle', 'config.json');
  const config = JSON.parse(readFileSync(path, 'utf8'));
  const [uid, gid] = image.User.split(':').map(Number);
  config.root = { path: root, readonly: true };
  config.process = {
    ...config.process,
    terminal: false,
    args: [...image.Entrypoint, ...image.Cmd],
    env: [...image.Env, `PORT=${port}`, 'HOST=127.0.0.1'],
    cwd: image.WorkingDir,
    user: { uid, gid },
    noNewPrivileges: true,
    capabilities: { bounding: [], effective: [], permitted: [], ambient: [] },
  };
  config.linux.namespaces = config.linux.namespaces.filter(({ type }) => type !== 'network');
  writeFileSync(path, JSON.stringify(config));
  check(uid > 0 && gid > 0, `it runs as user ${uid}`);
}

const runc = (...args) => spawnSync('runc', ['--root', join(work, 'runc'), ...args]);

async function ask(path, body) {
  const options = body && {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
  const reply = await fetch(`http://127.0.0.1:${port}${path}`, options);
  return {
    status: reply.status,
    closes: reply.headers.get('connection') === 'close',
    body: await reply.json(),
  };
}

async function untilReady(started) {
  for (;;) {
    const reply = await ask('/health').catch(() => null);
    if (reply?.status === 200) return (performance.now() - started) / 1000;
    if (performance.now() - started > 120_000) throw new Error('it is not ready after two minutes');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

writeConfig();
check(
  !['npm', 'npx', 'yarn'].some((name) =>
    statSync(join(root, 'usr/local/bin', name), { throwIfNoEntry: false }),
  ),
  'it has no npm',
);
check(statSync(join(root, 'app/sbom.cdx.json')).size > 1000, 'it has a list of what it is made of');

const started = performance.now();
const container = spawn(
  'runc',
  ['--root', join(work, 'runc'), 'run', '--bundle', join(work, 'bundle'), id],
  {
    stdio: ['ignore', 'ignore', 'inherit'],
  },
);
const ended = new Promise((resolve) => container.once('exit', resolve));
console.log(`container: ready after ${(await untilReady(started)).toFixed(1)} s`);

const { body: filled } = await ask('/fill-mask', {
  inputs: 'El único antecedente personal a reseñar era la <mask> arterial.',
});
check(filled[0]?.token_str === ' hipertensión', `it fills the example: ${filled[0]?.token_str}`);
const { body: entities } = await ask('/token-classification', {
  inputs: 'Se inició tratamiento con amoxicilina.',
});
check(entities[0]?.word === 'amoxicilina', `it finds entities: ${entities[0]?.word}`);
const health = runc('exec', id, ...image.Healthcheck.Test.slice(1));
check(health.status === 0, `its own health check: ${health.stdout}`.trim());
check(runc('exec', id, 'touch', '/app/x').status !== 0, 'its files cannot be changed');

/** Asks until the service leaves; what is answered must be right. */
async function load(counts) {
  for (;;) {
    const reply = await ask('/embed', { inputs: 'Paciente con fiebre y tos.' }).catch(
      (error) => error,
    );
    if (reply instanceof Error) {
      // The listener is gone: nothing was accepted.
      if (/ECONNREFUSED/.test(String(reply.cause?.code))) return;
      counts.lost += 1;
      return;
    }
    if (reply.status === 200) counts.answered += 1;
    else counts.refused += 1;
    if (reply.closes) return;
  }
}

const counts = { answered: 0, refused: 0, lost: 0 };
const clients = Array.from({ length: 16 }, () => load(counts));
await new Promise((resolve) => setTimeout(resolve, 1500));
runc('kill', id, 'TERM');
const code = await ended;
await Promise.all(clients);
check(code === 0, `SIGTERM ends it with ${code}`);
check(
  counts.lost + counts.refused === 0 && counts.answered > 0,
  `under load: ${JSON.stringify(counts)}`,
);
console.log(
  `container: ${failures.length === 0 ? 'as it should be' : `${failures.length} failed`}`,
);
process.exit(failures.length === 0 ? 0 : 1);
