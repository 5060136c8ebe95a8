/** `mascarilla pull`, and `mascarilla serve` with a model of the Hub, as processes. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { readConfig } from '../../src/config.js';
import { COMMIT, FakeHub, TOKEN } from '../hub/fake-hub.js';
import { Running, run } from './cli.js';

const snapshotIn = (cache: string): string =>
  join(cache, 'models--owner--name', 'snapshots', COMMIT);

void t.test('pull brings a model into the cache and tells where it is', async (t) => {
  const hub = await FakeHub.start(t, { gated: true });
  const home = t.testdir();
  const variables = { HF_ENDPOINT: `${hub.endpoint}/`, HF_HOME: home, HF_TOKEN: TOKEN };
  const first = await run(['pull', 'owner/name'], variables);
  t.equal(first.code, 0, first.stderr);
  const snapshot = snapshotIn(join(home, 'hub'));
  t.ok(first.stdout.startsWith(`${snapshot}: 5 files, 0.5 MB; 0.5 MB fetched in `), first.stdout);
  t.match(first.stdout, / s\n$/);
  t.equal(first.stderr, '', 'quick work shows no progress');

  const second = await run(['pull', `owner/name@${COMMIT}`], variables);
  t.match(second.stdout, '5 files, 0.5 MB; 0.0 MB fetched in ');

  const offline = { HF_HUB_OFFLINE: '1', HF_HOME: home, HF_ENDPOINT: 'http://127.0.0.1:1' };
  const third = await run(['pull', 'owner/name'], offline);
  t.equal(third.code, 0, third.stderr);
});

void t.test('flags do what the variables do, and the cache may be anywhere', async (t) => {
  const hub = await FakeHub.start(t);
  const cache = t.testdir();
  const { code, stderr } = await run(
    ['pull', 'owner/name', '--hf-endpoint', hub.endpoint, '--hf-hub-cache', cache],
    { HF_ENDPOINT: 'http://127.0.0.1:1', PORT: 'no number of this command' },
  );
  t.equal(code, 0, stderr);
  t.same(readdirSync(cache), ['models--owner--name']);
});

void t.test('what fails is told in a sentence', async (t) => {
  const hub = await FakeHub.start(t, { gated: true });
  const cases: readonly (readonly [string, Readonly<Record<string, string>>, RegExp])[] = [
    ['./folder', {}, /^mascarilla: "\.\/folder": it is no name of a model, such as owner\/name/],
    ['owner/name', {}, /does not give owner\/name at main to everybody.*set HF_TOKEN/],
    ['owner/name@v9', { HF_TOKEN: TOKEN }, /there is no such revision\. Check the name/],
    ['owner/name', { HF_HUB_OFFLINE: 'yes' }, /HF_HUB_OFFLINE is set, and owner\/name@main/],
    ['owner/name', { HF_ENDPOINT: 'hub' }, /HF_ENDPOINT: hub is no web address such as https:/],
    ['owner/name', { HF_TOKEN: 'hf_ x' }, /HF_TOKEN: it is empty, or holds a space\.\n/],
  ];
  for (const [repo, variables, message] of cases) {
    const home = t.testdir({});
    const { code, stderr, stdout } = await run(['pull', repo], {
      HF_ENDPOINT: hub.endpoint,
      HF_HOME: home,
      ...variables,
    });
    t.equal(code, 1, repo);
    t.match(stderr, message);
    t.notMatch(stderr, / {4}at /, 'without a stack');
    t.equal(stdout, '');
    t.same(readdirSync(home), []);
  }
});

const freePort = ['--port', '0'] as const;

async function fillMask(t: Test, args: readonly string[], variables: Record<string, string>) {
  const running = new Running(['serve', ...freePort, ...args], variables);
  t.teardown(() => running.child.kill('SIGKILL'));
  const [, name, url] = await running.until(/mascarilla serves (\S+) on (\S+)/);
  const reply = await fetch(`${url}/fill-mask`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ inputs: 'Dolor <mask> intenso.' }),
  });
  return { name, status: reply.status, body: await reply.json() };
}

void t.test('serve pulls the model that it is to serve', async (t) => {
  const hub = await FakeHub.start(t);
  const folder = t.testdir({});
  const variables = {
    HF_ENDPOINT: hub.endpoint,
    HF_HOME: join(folder, 'hf'),
    MASCARILLA_HOME: join(folder, 'mascarilla'),
  };
  const online = await fillMask(t, ['--models', 'owner/name'], variables);
  t.match(online, { name: 'owner/name', status: 200 });
  t.match(online.body, [{ score: Number, token: Number, token_str: String }]);

  // Then without the network.
  const offline = { ...variables, HF_HUB_OFFLINE: '1', MODELS: `owner/name@${COMMIT}` };
  t.same((await fillMask(t, [], offline)).body, online.body);
});

void t.test('the cache lies where the tools of the Hub look for it', (t) => {
  const read = (environment: Record<string, string>, flags = {}) =>
    readConfig(flags, environment).hfHubCache;
  t.match(read({}), /^\/.*[^~]\/\.cache\/huggingface\/hub$/);
  t.equal(read({ XDG_CACHE_HOME: '/caches' }), '/caches/huggingface/hub');
  t.equal(read({ HF_HOME: '/hf', XDG_CACHE_HOME: '/caches' }), '/hf/hub');
  t.equal(read({ HF_HOME: '/hf', HF_HUB_CACHE: '/elsewhere' }), '/elsewhere');
  t.equal(read({ HF_HOME: '/hf' }, { hfHome: '/flag' }), '/flag/hub');
  t.notMatch(read({ HF_HUB_CACHE: '~/models' }), '~');
  t.end();
});

void t.test('what the variables of the Hub may be', (t) => {
  for (const value of ['1', 'true', 'YES', 'on']) {
    t.equal(readConfig({}, { HF_HUB_OFFLINE: value }).hfHubOffline, true, value);
  }
  for (const value of ['0', 'False', 'no', 'off', '']) {
    t.equal(readConfig({}, { HF_HUB_OFFLINE: value }).hfHubOffline, false, value);
  }
  t.equal(readConfig({}, { HF_TOKEN: 'hf_x\n' }).hfToken, 'hf_x');
  t.equal(readConfig({ hfToken: 'none' }, { HF_TOKEN: 'hf_x' }).hfToken, null);
  t.equal(readConfig({}, {}).hfToken, null);
  const { hfEndpoint } = readConfig({}, { HF_ENDPOINT: 'https://mirror.example/hub//' });
  t.equal(hfEndpoint, 'https://mirror.example/hub');
  for (const value of ['ftp://x', 'x', 'https://user:pass@x', 'https://x/?a', 'https://x/#a']) {
    t.throws(() => readConfig({}, { HF_ENDPOINT: value }), { code: 'CONFIG_INVALID' }, value);
  }
  t.end();
});
