import t from 'tap';
import type { ScoredText } from '../../src/tasks/score.js';
import { startServer } from './server.js';

interface Candidate {
  readonly score: number;
  readonly log_likelihood: number;
  readonly tokens: readonly number[];
}

const near = (one: number | null | undefined, other: number | undefined) =>
  Math.abs((one ?? NaN) - (other ?? NaN)) < 1e-4;

void t.test('POST /score', async (t) => {
  const { post } = await startServer(t);
  const text = 'El paciente refiere dolor abdominal y tumefacto';

  await t.test('each word has the probability that /fill-mask gives it in its place', async (t) => {
    const { status, headers, body } = await post('/score', { inputs: text });
    t.equal(status, 200);
    const { words, log_likelihood: sum, tokens, windowed } = body as ScoredText;
    t.same(
      words.map(({ word }) => word),
      ['El', 'paciente', 'refiere', 'dolor', 'abdominal', 'y', 'tumefacto'],
    );
    t.ok(
      words.some((word) => word.tokens > 1),
      'a word of several tokens is among them',
    );
    for (const { word, start, end, score, log_likelihood: logarithm } of words) {
      const inputs = `${text.slice(0, start)}<mask>${text.slice(end)}`;
      const parameters = { targets: word, target_lookup: 'word' };
      const filled = (await post('/fill-mask', { inputs, parameters })).body as Candidate[];
      t.ok(near(score, filled[0]?.score), `${word}: ${score} and ${filled[0]?.score}`);
      t.ok(near(logarithm, filled[0]?.log_likelihood), word);
    }
    t.equal(windowed, false);
    t.ok(
      near(
        sum,
        words.reduce((total, one) => total + (one.log_likelihood ?? NaN), 0),
      ),
    );
    t.equal(headers.get('x-compute-tokens'), String(tokens * (tokens + 2)));
  });

  await t.test('a word that does not belong is told, with what would', async (t) => {
    const inputs = [
      'Acude a urgencias por dolor abdominal.',
      'Acude a urgencias por color abdominal.',
    ];
    const { body } = await post('/score', { inputs, parameters: { top_k: 3 } });
    const [right, wrong] = body as ScoredText[];
    t.ok((right?.log_likelihood ?? NaN) > (wrong?.log_likelihood ?? NaN));
    const at = (one: ScoredText | undefined) => one?.words.find(({ start }) => start === 22);
    t.ok((at(wrong)?.score ?? NaN) < 0.01 && (at(right)?.score ?? NaN) > 0.1);
    t.equal(at(wrong)?.alternatives?.[0]?.token_str, ' dolor');
  });

  await t.test('errors', async (t) => {
    const code = async (body: unknown) =>
      ((await post('/score', body)).body as { code: unknown }).code;
    t.equal(await code({ inputs: '' }), 'INPUT_EMPTY');
    t.equal(await code({ inputs: 'tos', parameters: { method: 'best' } }), 'REQUEST_INVALID');
    t.equal(await code({ inputs: 'tos', parameters: { window: 7 } }), 'REQUEST_INVALID');
    t.equal(
      await code({ inputs: 'tos y '.repeat(180), parameters: { window: 512 } }),
      'COMPUTATION_TOO_LARGE',
    );
    const each = { inputs: ['tos', ''], parameters: { on_error: 'item' } };
    t.match((await post('/score', each)).body, [{ words: [{}] }, { code: 'INPUT_EMPTY' }]);
  });
});
