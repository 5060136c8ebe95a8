/** The service as a process, with two engines that are killed all the time, for some seconds. */
import t from 'tap';
import { seededRandom } from '../../src/evaluation/random.js';
import { Running } from '../commands/cli.js';
import { enginesOf } from '../processes.js';
import { judge, type Ask } from './chaos-requests.js';
import { runChaos } from './chaos.js';

/** `bench/chaos.ts` does the same for longer. */
const SECONDS = 8;

void t.test('whatever is killed, nothing is lost, crossed, or answered twice', async (t) => {
  const running = new Running([
    ...['serve', '--port', '0', '--devices', 'cpu:2x1', '--mascarilla-home', t.testdir()],
    ...['--engine-timeout-ms', '1000', '--start-timeout-ms', '20000'],
  ]);
  t.teardown(() => running.child.kill('SIGKILL'));
  const [, url = ''] = await running.until(/ on (http:\S+)\n/);
  const seed = Math.floor(2 ** 31 * Math.random());
  const account = await runChaos({
    ...{ url, clients: 64, seconds: SECONDS, killEveryMs: 1000, random: seededRandom(seed) },
    engines: () => enginesOf(running.child.pid),
  });
  const { sent, right, refused, blamed, lost, crossed, duplicated, wrong, kills } = account;
  t.comment(JSON.stringify({ seed, sent, right, refused, blamed, kills }));
  t.strictSame({ lost, crossed, duplicated, wrong }, emptyLists);
  t.equal(right + refused + blamed, sent, 'every request was settled');
  t.ok(right > 0 && Object.keys(kills).length > 1, 'there were both answers and kills');
  running.child.kill('SIGTERM');
  t.equal((await running.ended()).code, 0);
});

const emptyLists = { lost: [], crossed: [], duplicated: [], wrong: [] };

void t.test('what an answer is', (t) => {
  const ask = (inputs: string, expected: unknown): Ask => ({
    ...{ path: '/embed', body: { inputs }, expected },
  });
  const asks = [ask('tos', [[0.1, 0.2]]), ask('fiebre', [[0.3, 0.4]])];
  const [first = ask('', null)] = asks;
  const verdict = (status: number, body: unknown, head = '') =>
    judge(first, { status, head, body }, asks);
  t.equal(verdict(200, [[0.1, 0.2 + 1e-7]]), 'right');
  t.equal(verdict(200, [[0.3, 0.4]]), 'crossed');
  for (const other of [[[0.1]], [[0.1, 0.3]], [], null, 0.1, { 0: [0.1, 0.2], 1: [] }]) {
    t.equal(verdict(200, other), 'wrong', JSON.stringify(other));
  }
  t.equal(verdict(503, {}, 'retry-after: 1'), 'refused');
  t.equal(verdict(503, {}), 'wrong', 'without a time to try again');
  t.equal(verdict(500, { code: 'ROW_REFUSED' }), 'blamed');
  t.equal(verdict(500, { code: 'INTERNAL' }), 'wrong');
  t.end();
});
