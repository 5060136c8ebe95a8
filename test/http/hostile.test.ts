/** Bodies and texts that were made to do harm: they are answered, and nothing else happens. */
import t from 'tap';
import { fromRoot } from '../root.js';
import { startServer, send } from './server.js';

const MODELS = ['clinical-es-mini', 'clinical-es-mini-pharmaconer']
  .map((name) => fromRoot(`models/${name}`))
  .join(',');

interface Document {
  readonly paths: Readonly<Record<string, { readonly post?: object }>>;
}

void t.test('keys of prototypes neither pollute nor crash', async (t) => {
  const { get, post } = await startServer(t, { models: MODELS });
  // The document is checked in openapi.test.ts.
  const { paths } = (await get('/openapi.json')).body as Document;
  const posts = Object.entries(paths).flatMap(([path, { post }]) => (post ? [path] : []));
  t.ok(posts.length > 10, posts.join(' '));
  const harm = '{"polluted":"yes","toString":1,"inputs":"tos"}';
  for (const path of [...posts, '/']) {
    const asked = path.replace(/\{[^}]*\}/g, 'clinical-es-mini');
    for (const [name, body] of Object.entries({
      proto: `{"inputs":"tos <mask>","__proto__":${harm}}`,
      'proto alone': `{"__proto__":${harm}}`,
      escaped: `{"inputs":"tos <mask>","\\u005f_proto__":${harm}}`,
      constructor: `{"inputs":"tos <mask>","constructor":{"prototype":${harm}}}`,
      'constructor alone': `{"inputs":"tos <mask>","constructor":${harm}}`,
      prototype: `{"inputs":"tos <mask>","prototype":${harm}}`,
      'in parameters': `{"inputs":"tos <mask>","parameters":{"__proto__":${harm}}}`,
      'in a list': `{"inputs":[{"__proto__":${harm}}],"input":[{"__proto__":${harm}}]}`,
      'as inputs': `{"inputs":${harm},"input":${harm}}`,
      deep: `{"inputs":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
      'deep objects': `{"inputs":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`,
    })) {
      const { status, body: answer } = await post(asked, body);
      t.ok(status === 400 || status === 422, `${path}, ${name}: ${status}`);
      t.notMatch(JSON.stringify(answer), 'polluted');
    }
  }
  t.notOk('polluted' in {});
  t.same(Object.keys(Object.prototype), []);
  t.match(await post('/embed', { inputs: 'tos' }), { status: 200 });
});

void t.test('nor in lines of streams', async (t) => {
  const { url } = await startServer(t, { models: MODELS });
  const harm = '{"polluted":"yes"}';
  const lines = [
    `{"inputs":"tos","__proto__":${harm}}`,
    `{"inputs":"tos","constructor":{"prototype":${harm}}}`,
    `{"inputs":"tos","parameters":{"__proto__":${harm}}}`,
    `{"inputs":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
    `{"inputs":"tos"}`,
  ];
  for (const path of ['/embed', '/token-classification']) {
    const headers = { 'content-type': 'application/x-ndjson' };
    const reply = await fetch(url + path, { method: 'POST', headers, body: lines.join('\n') });
    const answers = (await reply.text()).trim().split('\n');
    t.equal(answers.length, lines.length);
    for (const answer of answers.slice(0, -1)) t.match(answer, /"code":"REQUEST_INVALID"/, path);
    t.notMatch(answers.at(-1), /"code"/, 'a line that is right');
  }
  t.notOk('polluted' in {});
});

/** Texts of so many UTF-16 units that make lazy code do too much. */
const hostile: Readonly<Record<string, (length: number) => string>> = {
  spaces: (length) => ' '.repeat(length),
  'line breaks': (length) => '\n'.repeat(length),
  letters: (length) => 'a'.repeat(length),
  'combining marks': (length) => `a${'\u0301'.repeat(length - 1)}`,
  joiners: (length) => '\u200d'.repeat(length),
  'pairs of surrogates': (length) => '🤒'.repeat(length / 2),
  'lone surrogates': (length) => '\ud800'.repeat(length),
  periods: (length) => '.'.repeat(length),
  abbreviations: (length) => 'Dr. '.repeat(length / 4),
  initials: (length) => 'A.'.repeat(length / 2),
  decimals: (length) => '1.'.repeat(length / 2),
  headings: (length) => ':\n'.repeat(length / 2),
  bullets: (length) => '- \n'.repeat(length / 4),
  'openings of masks': (length) => '<mask'.repeat(length / 5),
  masks: (length) => '<mask>'.repeat(length / 8),
  quotes: (length) => '("'.repeat(length / 2),
};

void t.test('texts that would make lazy code do too much are answered', async (t) => {
  const { url } = await startServer(t, { models: MODELS });
  for (const [path, length] of [
    ['/sentences', 100_000],
    ['/tokenize', 32_000],
    ['/token-classification', 100_000],
    ['/fill-mask', 100_000],
    ['/embed', 100_000],
  ] as const) {
    for (const [name, make] of Object.entries(hostile)) {
      const inputs = `${make(length)}${path === '/fill-mask' ? ' <mask>' : ''}`;
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify({ inputs });
      const { status, body: answer } = await send(url + path, { method: 'POST', headers, body });
      if (name === 'lone surrogates') t.match(answer, { code: 'INPUT_NOT_UNICODE' }, path);
      else if (status !== 200)
        t.match(answer, { code: /^(WINDOWS|MASKS)_TOO_/ }, `${path} ${name}`);
      else t.equal(status, 200, `${path} ${name}`);
    }
  }
});
