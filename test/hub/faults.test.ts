/** Connections that break, and answers that are wrong. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { checkpointFiles, FakeHub, sha256, TOKEN, type Call, type Fault } from './fake-hub.js';
import { checkCache, list, modelFolder, pullFrom, quick } from './setting.js';

const files = checkpointFiles();
const weights = files['model.safetensors'] ?? Buffer.of();

/** A fault of the first `times` requests for the weights. */
const atWeights = (fault: Fault, times = 1) => {
  let left = times;
  return ({ host }: Call) => (host === 'cdn' && left-- > 0 ? fault : undefined);
};

/** Files that are not whole yet. */
const partials = (cache: string): string[] =>
  list(join(modelFolder(cache), 'blobs')).filter((name) => name.endsWith('.incomplete'));

/** Bytes of the only file that is being fetched. */
const arrivedIn = (cache: string) => (): number =>
  Math.max(
    0,
    ...partials(cache).map((name) => statSync(join(modelFolder(cache), 'blobs', name)).size),
  );

void t.test('a broken connection is gone on with where it broke', async (t) => {
  const cache = t.testdir();
  const arrived = arrivedIn(cache);
  const hub = await FakeHub.start(t, { fault: atWeights({ dropAt: 100_000, arrived }) });
  const { surroundings, pauses } = quick();
  await pullFrom(hub, cache, surroundings);
  checkCache(t, cache, files);
  const calls = hub.calls.filter(({ host }) => host === 'cdn');
  t.same(
    calls.map(({ range }) => range),
    [undefined, 'bytes=100000-'],
  );
  t.equal(
    calls.reduce((sum, { sent }) => sum + sent, 0),
    weights.length,
    'no byte came twice',
  );
  t.same(pauses, [500]);
  t.same(partials(cache), []);
});

void t.test('the next pull goes on from what the last one left', async (t) => {
  const cache = t.testdir();
  const arrived = arrivedIn(cache);
  const hub = await FakeHub.start(t, {
    fault: ({ host, range }) => {
      if (host !== 'cdn') return undefined;
      return range === undefined ? { dropAt: 200_000, arrived } : { dropAt: 0 };
    },
  });
  const { surroundings, pauses } = quick();
  await t.rejects(pullFrom(hub, cache, surroundings), {
    code: 'HUB_UNREACHABLE',
    message: /^http:\/\/127\.0\.0\.1:\d+ cannot be reached: .*HF_HUB_OFFLINE=1/,
  });
  t.same(pauses, [500, 1000, 2000, 4000], 'five attempts');
  t.same(partials(cache), [`${sha256(weights)}.incomplete`]);
  t.notOk(existsSync(join(modelFolder(cache), 'snapshots')), 'no snapshot before all is there');

  const healthy = await FakeHub.start(t);
  await pullFrom(healthy, cache, surroundings);
  checkCache(t, cache, files);
  const [call] = healthy.calls.filter(({ host }) => host === 'cdn');
  t.match(call, { range: 'bytes=200000-', sent: weights.length - 200_000 });
  t.same(partials(cache), []);
});

void t.test('as long as much comes, a connection may break often', async (t) => {
  const large = { ...files, 'model.safetensors': Buffer.alloc(9 * 2 ** 20, 7) };
  const cache = t.testdir();
  const fault = atWeights({ dropAt: 2 ** 20, arrived: arrivedIn(cache) }, 8);
  const hub = await FakeHub.start(t, { files: large, fault });
  const { surroundings, pauses } = quick();
  await pullFrom(hub, cache, surroundings);
  checkCache(t, cache, large);
  t.same(pauses, Array<number>(8).fill(500));
});

void t.test('a connection that stands still is broken', async (t) => {
  for (const stallAt of [0, 50_000]) {
    const hub = await FakeHub.start(t, { fault: atWeights({ stallAt }) });
    const cache = t.testdir({});
    const { surroundings } = quick({ stallMs: 50 });
    await pullFrom(hub, cache, surroundings);
    checkCache(t, cache, files, `at ${stallAt}`);
  }
  const hub = await FakeHub.start(t, { fault: () => ({ stallAt: 0, body: 'x' }) });
  await t.rejects(pullFrom(hub, t.testdir({}), quick({ stallMs: 20 }).surroundings), {
    code: 'HUB_UNREACHABLE',
    message: /nothing came for 0\.02 seconds/,
  });
});

void t.test('a slow connection is not', async (t) => {
  const hub = await FakeHub.start(t, { fault: atWeights({ trickle: 5000 }) });
  const { surroundings } = quick({ stallMs: 60 });
  await pullFrom(hub, t.testdir(), surroundings);
  t.equal(hub.calls.filter(({ host }) => host === 'cdn').length, 1, 'in one go');
});

void t.test('a host without ranges gives the whole again', async (t) => {
  for (const fault of [{ ignoreRange: true }, { shiftRange: 7 }]) {
    let drops = 0;
    const hub = await FakeHub.start(t, {
      fault: ({ host, range }) => {
        if (host !== 'cdn') return undefined;
        if (range !== undefined) return fault;
        return drops++ === 0 ? { dropAt: 60_000 } : undefined;
      },
    });
    const cache = t.testdir({});
    await pullFrom(hub, cache, quick().surroundings);
    checkCache(t, cache, files, Object.keys(fault).join());
  }
});

void t.test('a wrong hash is fetched once more, from the start', async (t) => {
  const wrong = Buffer.from(weights).fill(0, 1000, 1010);
  const hub = await FakeHub.start(t, { fault: atWeights({ body: wrong }) });
  const cache = t.testdir();
  await pullFrom(hub, cache, quick().surroundings);
  checkCache(t, cache, files);
  t.same(
    hub.calls.filter(({ host }) => host === 'cdn').map(({ range }) => range),
    [undefined, undefined],
  );
});

void t.test('a file that is wrong twice is refused by name, and nothing of it stays', async (t) => {
  const wrong: Readonly<Record<string, Buffer>> = {
    'another hash': Buffer.from(weights).fill(0, 1000, 1010),
    'too long': Buffer.concat([weights, Buffer.alloc(100_000)]),
  };
  for (const [what, body] of Object.entries(wrong)) {
    const hub = await FakeHub.start(t, { fault: atWeights({ body }, 100) });
    const cache = t.testdir({});
    await t.rejects(pullFrom(hub, cache, quick().surroundings), {
      code: 'HUB_FILE_DAMAGED',
      message: /^model\.safetensors of owner\/name came twice/,
    });
    t.equal(hub.calls.filter(({ host }) => host === 'cdn').length, 2, what);
    t.same(partials(cache), []);
    await pullFrom(await FakeHub.start(t), cache, quick().surroundings);
    checkCache(t, cache, files, what);
  }
});

void t.test('small files are checked too, by the hash of git', async (t) => {
  const config = files['config.json'] ?? Buffer.of();
  const hub = await FakeHub.start(t, {
    fault: ({ path }) =>
      path.endsWith('/config.json') ? { body: Buffer.from(config).fill('x', 5, 9) } : undefined,
  });
  await t.rejects(pullFrom(hub, t.testdir(), quick().surroundings), {
    code: 'HUB_FILE_DAMAGED',
    message: /^config\.json of owner\/name/,
  });
});

void t.test('errors of the Hub are told apart', async (t) => {
  const cases: Readonly<Record<string, readonly [Fault, string, RegExp, number]>> = {
    gated: [{ status: 403 }, 'HUB_ACCESS_DENIED', /owner\/name.*set HF_TOKEN/, 1],
    private: [{ status: 401 }, 'HUB_ACCESS_DENIED', /gated, private or not there/, 1],
    gone: [{ status: 404 }, 'HUB_NOT_FOUND', /no such repository, revision or file/, 1],
    'no repository': [
      { status: 404, headers: { 'x-error-code': 'RepoNotFound' } },
      'HUB_NOT_FOUND',
      /has no owner\/name at main: there is no such repository/,
      1,
    ],
    'too many requests': [{ status: 429 }, 'HUB_RATE_LIMITED', /for now \(429\)\./, 5],
    'too many for long': [
      { status: 429, headers: { 'retry-after': '3600' } },
      'HUB_RATE_LIMITED',
      /for 3600 seconds/,
      1,
    ],
    'too many, as the Hub tells it': [
      { status: 429, headers: { ratelimit: '"api";r=0;t=271' } },
      'HUB_RATE_LIMITED',
      /for 271 seconds/,
      1,
    ],
    'an error of its own': [{ status: 500 }, 'HUB_FAILED', /status 500 several times/, 5],
    'a proxy': [{ status: 502 }, 'HUB_FAILED', /status 502/, 5],
    'another status': [{ status: 418 }, 'HUB_ANSWER_INVALID', /status 418 for owner\/name/, 1],
    'no JSON': [{ body: '<html>' }, 'HUB_ANSWER_INVALID', /is not JSON/, 1],
    'no commit': [{ body: '{"sha":"../../x"}' }, 'HUB_ANSWER_INVALID', /is "\.\.\/\.\.\/x"/, 1],
    'an endless answer': [
      { body: Buffer.alloc(17e6, 32) },
      'HUB_ANSWER_INVALID',
      /more than 16000000 bytes/,
      1,
    ],
    'redirects in a circle': [
      { status: 302, headers: { location: '/again' } },
      'HUB_ANSWER_INVALID',
      /more than 5 redirects/,
      6,
    ],
    'a redirect to nowhere': [
      { status: 302, headers: { location: 'file:///etc/passwd' } },
      'HUB_ANSWER_INVALID',
      /no web address/,
      1,
    ],
  };
  for (const [what, [fault, code, message, calls]] of Object.entries(cases)) {
    const hub = await FakeHub.start(t, { fault: () => fault });
    const cache = t.testdir({});
    const pulling = pullFrom(hub, cache, quick().surroundings, { token: TOKEN });
    await t.rejects(pulling, { name: 'ServiceError', code, message }, what);
    await pulling.catch((error: unknown) => {
      t.notMatch(String(error), TOKEN);
    });
    t.equal(hub.calls.length, calls, `${what}: requests`);
    t.same(readdirSync(cache), [], 'nothing was written');
  }
});

void t.test('a revision that is not there', async (t) => {
  const hub = await FakeHub.start(t);
  await t.rejects(pullFrom(hub, t.testdir(), quick().surroundings, { model: 'owner/name@v9' }), {
    code: 'HUB_NOT_FOUND',
    message: /owner\/name at v9: there is no such revision/,
  });
});

void t.test('a gated model without a token', async (t) => {
  const hub = await FakeHub.start(t, { gated: true });
  await t.rejects(pullFrom(hub, t.testdir(), quick().surroundings), { code: 'HUB_ACCESS_DENIED' });
});

void t.test('pauses are as long as the server asks for', async (t) => {
  const hub = await FakeHub.start(t, {
    fault: (_, index) => (index < 2 ? { status: 429, headers: { 'retry-after': '7' } } : undefined),
  });
  const { surroundings, pauses } = quick();
  await pullFrom(hub, t.testdir(), surroundings);
  t.same(pauses, [7000, 7000]);
});

void t.test('a host of files that refuses an old link is asked by a new one', async (t) => {
  const hub = await FakeHub.start(t, { fault: atWeights({ status: 403 }) });
  const cache = t.testdir();
  await pullFrom(hub, cache, quick().surroundings);
  checkCache(t, cache, files);
  t.equal(hub.downloads.filter(({ path }) => path.includes('model.safetensors')).length, 4);
});

void t.test('nobody listens', async (t) => {
  const hub = await FakeHub.start(t);
  const { surroundings } = quick();
  await t.rejects(pullFrom(hub, t.testdir(), surroundings, { endpoint: 'http://127.0.0.1:1' }), {
    code: 'HUB_UNREACHABLE',
    message: /^http:\/\/127\.0\.0\.1:1 cannot be reached: /,
  });
});

void t.test('a repository without a model', async (t) => {
  const hub = await FakeHub.start(t, { files: { 'README.md': Buffer.from('# Data') } });
  await t.rejects(pullFrom(hub, t.testdir(), quick().surroundings), {
    code: 'HUB_MODEL_INCOMPLETE',
    message:
      /^owner\/name@main is no model .* no config\.json, no tokenizer .*, no complete weights/,
  });
});
