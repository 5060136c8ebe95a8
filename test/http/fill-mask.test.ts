import t from 'tap';
import { startServer } from './server.js';

const EXAMPLE = 'El único antecedente personal a reseñar era la <mask> arterial.';

interface Candidate {
  readonly score: number;
  readonly token: number;
  readonly token_str: string;
  readonly sequence: string;
}

interface Sequence {
  readonly log_likelihood: number;
  readonly token_strs: readonly string[];
  readonly sequence: string;
}

const words = (candidates: unknown): string[] =>
  (candidates as Candidate[]).map(({ token_str }) => token_str);

void t.test('POST /fill-mask', async (t) => {
  const { post } = await startServer(t);

  await t.test('gives the top five, best first, in the shape of transformers', async (t) => {
    const { status, headers, body } = await post('/fill-mask', { inputs: EXAMPLE });
    t.equal(status, 200);
    t.equal(headers.get('content-type'), 'application/json; charset=utf-8');
    const [best] = body as Candidate[];
    t.equal((body as Candidate[]).length, 5);
    t.same(Object.keys(best ?? {}), ['score', 'token', 'token_str', 'sequence']);
    t.equal(best?.token_str, ' hipertensión');
    t.equal(best?.sequence, ' ' + EXAMPLE.replace('<mask>', 'hipertensión'));
  });

  await t.test('a list gives a list of answers, also a list of one', async (t) => {
    const alone = await post('/fill-mask', { inputs: EXAMPLE });
    const listed = await post('/fill-mask', { inputs: [EXAMPLE, 'Acude por <mask> de pecho.'] });
    const one = await post('/fill-mask', { inputs: [EXAMPLE] });
    t.equal((listed.body as unknown[]).length, 2);
    t.same(words((listed.body as unknown[])[0]), words(alone.body));
    t.same((one.body as unknown[]).map(words), [words(alone.body)]);
  });

  await t.test('several masks give a list for each, in a readable sequence', async (t) => {
    const inputs = 'En la <mask> física destacaba dolor a la <mask>.';
    const { body } = await post('/fill-mask', { inputs, parameters: { top_k: 2 } });
    const [first, second] = body as Candidate[][];
    t.equal(first?.[0]?.token_str, ' exploración');
    t.equal(first?.[0]?.sequence, ' En la exploración física destacaba dolor a la<mask> .');
    t.equal(second?.[0]?.sequence, ' En la<mask> física destacaba dolor a la palpación .');
  });

  await t.test('targets are scored with their probabilities, at most top_k of them', async (t) => {
    // Pieces of a byte-level vocabulary write ó as Ã³.
    const targets = ['ĠtensiÃ³n', 'hipertensión', 'presión', 'tensión'];
    const all = await post('/fill-mask', { inputs: EXAMPLE, parameters: { targets } });
    t.same(words(all.body), [' hipertensión', ' tensión', ' presión']);
    const free = await post('/fill-mask', { inputs: EXAMPLE });
    for (const [index, { score }] of (all.body as Candidate[]).entries()) {
      const difference = Math.abs(score - ((free.body as Candidate[])[index]?.score ?? NaN));
      t.ok(difference < 1e-6, 'not renormalised');
    }
    const best = await post('/fill-mask', { inputs: EXAMPLE, parameters: { targets, top_k: 1 } });
    t.same(words(best.body), [' hipertensión']);
    const word = await post('/fill-mask', { inputs: EXAMPLE, parameters: { targets: 'arterial' } });
    t.equal((word.body as Candidate[]).length, 1);
  });

  await t.test('targets as words: the form that fits the place', async (t) => {
    const parameters = { targets: ['hipertensión', 'tensión'], target_lookup: 'word' };
    const { status, body } = await post('/fill-mask', { inputs: EXAMPLE, parameters });
    t.equal(status, 200);
    t.same(words(body), [' hipertensión', ' tensión']);
    const free = (await post('/fill-mask', { inputs: EXAMPLE })).body as Candidate[];
    for (const [index, { score, token, sequence }] of (body as Candidate[]).entries()) {
      t.ok(Math.abs(score - (free[index]?.score ?? NaN)) < 1e-6, 'as without targets');
      t.match({ token, sequence }, { token: free[index]?.token, sequence: free[index]?.sequence });
    }
  });

  await t.test('joint: sequences for all masks, each given those before it', async (t) => {
    const inputs = 'En la <mask> física destacaba dolor a la <mask>.';
    const parameters = { joint: true, top_k: 3 };
    const { status, body } = await post('/fill-mask', { inputs, parameters });
    t.equal(status, 200);
    const [best, ...others] = body as Sequence[];
    t.equal(others.length, 2);
    t.equal(best?.sequence, ' En la exploración física destacaba dolor a la palpación .');
    for (const one of [best, ...others]) {
      const [first = '', second = ''] = (one?.token_strs ?? []).map((word) => word.trim());
      const ask = async (text: string, target: string) => {
        const asked = { targets: target, target_lookup: 'word' };
        return (await post('/fill-mask', { inputs: text, parameters: asked })).body as Sequence[];
      };
      const filled = inputs.replace('<mask>', first);
      const [begins] = (await ask(inputs, first)) as unknown as Sequence[][];
      const [ends] = await ask(filled, second);
      const sum = (begins?.[0]?.log_likelihood ?? NaN) + (ends?.log_likelihood ?? NaN);
      t.ok(Math.abs((one?.log_likelihood ?? NaN) - sum) < 1e-4, `${one?.log_likelihood} ${sum}`);
    }
  });

  await t.test('what was sent alone is answered the same in company', async (t) => {
    const texts = Array.from({ length: 24 }, (_, index) => {
      const before = 'Paciente de 65 años con antecedentes. '.repeat(index % 7);
      return `${before}Presentaba <mask> abdominal ${'intenso '.repeat(index % 3)}.`;
    });
    const alone = [];
    for (const inputs of texts) alone.push((await post('/fill-mask', { inputs })).body);
    const together = await Promise.all(
      texts.flatMap((inputs) => [post('/fill-mask', { inputs }), post('/embed', { inputs })]),
    );
    const filled = together.filter((_, index) => index % 2 === 0).map(({ body }) => body);
    let largest = 0;
    for (const [index, body] of filled.entries()) {
      t.same(words(body), words(alone[index]));
      for (const [rank, { score }] of (body as Candidate[]).entries()) {
        const other = (alone[index] as Candidate[])[rank]?.score ?? NaN;
        largest = Math.max(largest, Math.abs(score - other));
      }
    }
    t.comment(`largest difference between alone and in company: ${largest.toExponential(1)}`);
    t.ok(largest < 1e-5);
  });

  await t.test('a text beyond the limit keeps its mask, and says that it was cut', async (t) => {
    const far = 'Paciente sin antecedentes de interés. '.repeat(300);
    const inputs = [EXAMPLE, `${far} ${EXAMPLE} ${far}`];
    const { status, headers, body } = await post('/fill-mask', { inputs });
    t.equal(status, 200);
    t.equal(headers.get('x-truncated-inputs'), '1');
    const [, cut] = body as Candidate[][];
    t.match(cut?.[0]?.sequence, /personal a reseñar era la .* arterial/);
    t.ok(
      (cut?.[0]?.sequence.length ?? Infinity) < 5000,
      'the sequence is the window that the model saw',
    );
    const whole = await post('/fill-mask', { inputs: EXAMPLE });
    t.equal(whole.headers.get('x-truncated-inputs'), null);
  });

  await t.test('truncate: false refuses it instead', async (t) => {
    const inputs = ['<mask>', `${'tos y fiebre '.repeat(400)} <mask>`];
    const { status, body } = await post('/fill-mask', { inputs, parameters: { truncate: false } });
    t.equal(status, 422);
    t.match(body, { code: 'INPUT_TOO_LONG', error: /^`inputs\[1\]` has more than .* 512 tokens/ });
  });

  await t.test('masks that do not fit into one window are refused', async (t) => {
    const inputs = `<mask> ${'dolor '.repeat(2000)} <mask>`;
    const { status, body } = await post('/fill-mask', { inputs });
    t.equal(status, 422);
    t.match(body, { code: 'MASKS_TOO_FAR_APART' });
  });

  await t.test('the cost is told in headers', async (t) => {
    const { headers } = await post('/fill-mask', { inputs: EXAMPLE });
    t.equal(headers.get('x-compute-tokens'), '14');
    for (const name of ['total', 'tokenization', 'queue', 'inference']) {
      t.match(headers.get(`x-${name}-time`), /^\d+\.\d$/);
    }
  });
});
