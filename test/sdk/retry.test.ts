import t from 'tap';
import { patientFetch, readRetryAfter, wait, type World } from '../../sdk/typescript/src/retry.js';

const busy = (status: number, headers: Record<string, string> = {}) =>
  new Response('{}', { status, headers });
const fine = () => new Response('{}');
const unreached = () => new TypeError('fetch failed');

/** A world in which waiting takes no time: answers one after the other, and what was done. */
function scripted(...answers: readonly (Response | Error)[]) {
  const left = [...answers];
  const waits: number[] = [];
  const requests: Request[] = [];
  let now = 0;
  const world: World = {
    fetch: (request) => {
      requests.push(request);
      const answer = left.shift() ?? new Error('nobody expected one more request');
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    wait: (ms) => {
      waits.push(ms);
      now += ms;
      return Promise.resolve();
    },
    now: () => now,
    random: () => 1,
  };
  return { world, waits, requests };
}

const ask = (init: RequestInit = {}) =>
  new Request('http://localhost/embed', { method: 'POST', body: '{"inputs":"tos"}', ...init });

void t.test('Retry-After is honoured', async (t) => {
  const { world, waits, requests } = scripted(
    busy(429, { 'retry-after': '7' }),
    busy(503, { 'retry-after': '2' }),
    fine(),
  );
  const reply = await patientFetch({ retries: 4, timeoutMs: 60_000 }, world)(ask());
  t.equal(reply.status, 200);
  t.same(waits, [7000, 2000]);
  for (const request of requests) t.equal(await request.text(), '{"inputs":"tos"}');
  t.same(
    requests.map(({ headers }) => headers.get('x-request-timeout-ms')),
    ['60000', '53000', '51000'],
    'the service is told what time is left',
  );
});

void t.test('waits grow where there is no Retry-After, and where nobody answers', async (t) => {
  const { world, waits } = scripted(unreached(), busy(503), unreached(), fine());
  await patientFetch({ retries: 3, timeoutMs: 60_000 }, world)(ask());
  t.same(waits, [250, 500, 1000]);
});

void t.test('the last answer is given when tries are used up', async (t) => {
  const { world, waits } = scripted(busy(503), busy(429));
  const reply = await patientFetch({ retries: 1, timeoutMs: 60_000 }, world)(ask());
  t.equal(reply.status, 429);
  t.equal(waits.length, 1);
  const none = scripted(unreached());
  await t.rejects(patientFetch({ retries: 0, timeoutMs: 60_000 }, none.world)(ask()), unreached());
});

void t.test(
  'a date is waited for; one that has passed, and what says nothing, is not',
  async (t) => {
    const { world, waits } = scripted(
      busy(503, { 'retry-after': 'Thu, 01 Jan 1970 00:00:09 GMT' }),
      busy(503, { 'retry-after': 'Thu, 01 Jan 1970 00:00:02 GMT' }),
      busy(503, { 'retry-after': '1.5' }),
      fine(),
    );
    await patientFetch({ retries: 3, timeoutMs: 60_000 }, world)(ask());
    t.same(waits, [9000, 0, 1000], 'the last is the wait of a third try');
  },
);

void t.test('nobody waits for what would be too late', async (t) => {
  for (const far of ['60', '9'.repeat(400), 'Fri, 31 Dec 9999 23:59:59 GMT']) {
    const { world, waits } = scripted(busy(503, { 'retry-after': far }));
    const reply = await patientFetch({ retries: 4, timeoutMs: 60_000 }, world)(ask());
    t.equal(reply.status, 503);
    t.same(waits, []);
  }
});

void t.test('other answers and other errors are not tried again', async (t) => {
  for (const status of [200, 400, 401, 413, 422, 500, 504]) {
    const { world, requests } = scripted(busy(status));
    const reply = await patientFetch({ retries: 4, timeoutMs: 60_000 }, world)(ask());
    t.same([reply.status, requests.length], [status, 1]);
  }
  const { world } = scripted(new RangeError('a mistake'), fine());
  await t.rejects(patientFetch({ retries: 4, timeoutMs: 60_000 }, world)(ask()), RangeError);
});

void t.test('whoever does not mind says Infinity', async (t) => {
  const { world, requests } = scripted(busy(503, { 'retry-after': '9'.repeat(400) }));
  const reply = await patientFetch({ retries: 4, timeoutMs: Infinity }, world)(ask());
  t.equal(reply.status, 503, 'and yet does not wait for ever');
  t.equal(requests[0]?.headers.get('x-request-timeout-ms'), '1000000000');
});

void t.test('a deadline of the request’s own is left as it is', async (t) => {
  const { world, requests } = scripted(fine());
  const headers = { 'x-request-timeout-ms': '20' };
  await patientFetch({ retries: 4, timeoutMs: 60_000 }, world)(ask({ headers }));
  t.equal(requests[0]?.headers.get('x-request-timeout-ms'), '20');
});

void t.test('Retry-After says seconds or a date', (t) => {
  t.equal(readRetryAfter('30', 0), 30_000);
  t.equal(readRetryAfter('Thu, 01 Jan 1970 00:00:09 GMT', 2000), 7000);
  t.equal(readRetryAfter('Thu, 01 Jan 1970 00:00:01 GMT', 2000), 0);
  t.equal(readRetryAfter('Thursday, 01-Jan-70 00:00:09 GMT', 2000), 7000, 'as it was written');
  t.equal(readRetryAfter('9999999999', 0), 9_999_999_999_000);
  t.equal(readRetryAfter('9'.repeat(400), 0), Infinity);
  for (const nothing of ['soon', '', '1.5', '-5', '1e3']) {
    t.equal(readRetryAfter(nothing, 0), null, nothing);
  }
  t.equal(readRetryAfter(null, 0), null);
  t.end();
});

void t.test('a wait ends when its signal aborts', async (t) => {
  const leaving = new AbortController();
  const waiting = wait(60_000, leaving.signal);
  leaving.abort(new Error('left'));
  await t.rejects(waiting, { message: 'left' });
  await t.rejects(wait(60_000, leaving.signal), { message: 'left' });
  await wait(0, new AbortController().signal);
});
