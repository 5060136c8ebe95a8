import t from 'tap';
import { startServer } from './server.js';

interface Token {
  readonly id: number;
  readonly text: string;
  readonly special: boolean;
  readonly start: number | null;
  readonly stop: number | null;
}

void t.test('POST /tokenize and /decode', async (t) => {
  const { post, serving } = await startServer(t);
  const { prefix, suffix, maskId } = serving.model.tokenizer;
  const tokenize = async (body: object) => (await post('/tokenize', body)).body as Token[][];
  const decode = async (body: object) => (await post('/decode', body)).body as string[];
  const idsOf = (tokens: readonly Token[] = []) => tokens.map(({ id }) => id);

  await t.test('tokens are those that the model sees, in a list also for one text', async (t) => {
    const text = 'Paciente con fiebre.';
    const found = await tokenize({ inputs: text });
    t.equal(found.length, 1);
    const own = serving.model.tokenizer.encode(text);
    t.same(idsOf(found[0]), [...prefix, ...own, ...suffix]);
    t.same(found[0]?.[0], { id: 0, text: '<s>', special: true, start: null, stop: null });
    t.same(found[0]?.[1], { id: own[0], text: 'Paciente', special: false, start: 0, stop: 8 });
    t.same(found[0]?.at(-1), { id: 2, text: '</s>', special: true, start: null, stop: null });
  });

  await t.test('add_special_tokens: false leaves out those around the text', async (t) => {
    const [tokens = []] = await tokenize({ inputs: '<mask> y tos', add_special_tokens: false });
    t.equal(tokens[0]?.id, maskId);
    t.match(tokens[0], { text: '<mask>', special: false, start: 0, stop: 6 });
    t.equal(tokens.length, 3);
  });

  await t.test('places are code points of each text', async (t) => {
    const inputs = ['🤒 fiebre', 'tos', 'dolor á'];
    const found = await tokenize({ inputs, add_special_tokens: false });
    for (const [index, tokens] of found.entries()) {
      const characters = Array.from(inputs[index] ?? '');
      for (const { text, start, stop } of tokens) {
        t.equal(text, characters.slice(start ?? NaN, stop ?? NaN).join(''));
      }
      t.equal(tokens.at(-1)?.stop, characters.length);
    }
  });

  await t.test('a text comes back from its tokens', async (t) => {
    const text = 'Paciente de 71 años con fiebre 🤒 y tos.';
    const ids = idsOf((await tokenize({ inputs: text }))[0]);
    t.same(await decode({ ids }), [` ${text}`]);
    t.same(await decode({ ids: [ids, ids.slice(1, 2)] }), [` ${text}`, ' Paciente']);
    t.same(await decode({ ids, skip_special_tokens: false }), [`<s> ${text}</s>`]);
    t.same(await decode({ ids: [0, 2] }), ['']);
  });

  await t.test('a text of the bound is tokenised whole, a longer one is refused', async (t) => {
    const inputs = ['x'.repeat(30_000), ' '.repeat(2_768)];
    const [, spaces = []] = await tokenize({ inputs });
    t.equal(spaces.at(-2)?.stop, 2_768);
    const { status, body } = await post('/tokenize', { inputs: [...inputs, 'a'] });
    t.equal(status, 422);
    t.match(body, { code: 'CHARACTERS_TOO_MANY', error: /have 32769 characters.* 32768 are/ });
  });

  const cases: readonly (readonly [string, string, unknown, number, object])[] = [
    ['no text', '/tokenize', { inputs: [] }, 400, { code: 'INPUT_EMPTY' }],
    ['half a character', '/tokenize', '{"inputs":"\\ud800"}', 422, { code: 'INPUT_NOT_UNICODE' }],
    ['an unknown key', '/tokenize', { inputs: 'a', prompt: 'b' }, 422, { code: 'REQUEST_INVALID' }],
    ['no token', '/decode', { ids: [] }, 400, { code: 'INPUT_EMPTY', error: '`ids` is empty' }],
    ['an empty list', '/decode', { ids: [[5], []] }, 400, { error: /^`ids\[1\]` is empty/ }],
    ['a token below 0', '/decode', { ids: [-1] }, 422, { code: 'REQUEST_INVALID' }],
    ['half a token', '/decode', { ids: [1.5] }, 422, { code: 'REQUEST_INVALID' }],
    ['a word', '/decode', { ids: ['tos'] }, 422, { error: /ids\/0 must be integer or array/ }],
    [
      'lists and tokens',
      '/decode',
      { ids: [5, [5]] },
      422,
      { error: /single tokens beside other things/ },
    ],
    [
      'a token beyond the vocabulary',
      '/decode',
      { ids: [[5], [5, 16_000]] },
      422,
      { code: 'TOKEN_UNKNOWN', error: /index 1 of `ids\[1\]` is not below 16000/ },
    ],
    ['1e300', '/decode', { ids: [1e300] }, 422, { code: 'TOKEN_UNKNOWN' }],
    [
      'too many lists',
      '/decode',
      { ids: Array.from({ length: 33 }, () => [5]) },
      422,
      { code: 'INPUTS_TOO_MANY', error: /^`ids` has 33/ },
    ],
    [
      'too many tokens',
      '/decode',
      { ids: Array<number>(32_769).fill(5) },
      422,
      { code: 'TOKENS_TOO_MANY' },
    ],
  ];
  for (const [name, path, body, status, expected] of cases) {
    await t.test(`${name}: ${status}`, async (t) => {
      const reply = await post(path, body);
      t.equal(reply.status, status);
      t.match(reply.body, expected);
    });
  }
});
