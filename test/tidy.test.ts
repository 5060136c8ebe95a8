import t from 'tap';
import { importsOf, listFiles, readSource, sizeOf, type Import, type Source } from './sources.js';

/**
 * The rules that keep the project as docs/architecture.md describes it. Every violation names the
 * file, the line, and what to do instead.
 */

/** What a room, or a file of no room, may import beside what lies in it. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  hub: [],
  checkpoint: [],
  graph: ['checkpoint'],
  package: ['checkpoint', 'graph', 'text'],
  engine: ['graph', 'package'],
  batching: ['engine'],
  text: [],
  tasks: ['batching', 'engine', 'package', 'text'],
  server: ['corpus', 'tasks'],
  metrics: ['batching', 'server'],
  tracing: ['server', 'tasks'],
  load: [],
  prepare: ['text'],
  corpus: [],
  bulk: ['batching', 'checkpoint', 'corpus', 'engine', 'package', 'tasks'],
  evaluation: ['corpus', 'engine', 'package', 'tasks', 'text'],
  commands: [
    ...['checkpoint', 'graph', 'package', 'engine', 'batching', 'text', 'tasks', 'server'],
    ...['hub', 'bulk', 'corpus', 'evaluation', 'load', 'metrics', 'prepare', 'tracing'],
    ...['config.ts', 'log.ts', 'options'],
  ],
  'cli.ts': ['commands', 'config.ts', 'options'],
  'config.ts': ['engine/devices.ts', 'engine/threads.ts', 'options'],
  options: [
    'engine/devices.ts',
    'engine/timeouts.ts',
    'graph/precision.ts',
    'server/access/openable.ts',
  ],
  'clock.ts': [],
  'errors.ts': ['errors'],
  errors: [],
  'log.ts': [],
  'version.ts': [],
};

const everybodyMayImport = ['clock.ts', 'errors.ts', 'version.ts'];

/** Files that nothing imports because a process starts with them. */
const entries = [
  ...['src/cli.ts', 'src/engine/child.ts', 'src/prepare/child.ts'],
  'src/server/playground/page.ts',
];

const generated = ['src/graph/onnx/onnx_pb.ts', 'sdk/typescript/src/schema.ts'];

const MOST_LINES = 300;
const MOST_BYTES = 300_000;

interface Ban {
  /** Written so that this file does not hold what it forbids. */
  readonly pattern: RegExp;
  readonly advice: string;
  readonly allowedIn?: readonly string[];
}

const word = (...parts: string[]): string => parts.join('');

const inSources: readonly Ban[] = [
  {
    pattern: new RegExp(word('as ', 'any\\b')),
    advice: 'give the value its type, or take `unknown` and check it',
  },
  {
    pattern: new RegExp(word('@ts-', '(ignore|nocheck)')),
    advice: 'mend the type; in a test that a type is refused, use @ts-expect-error with its reason',
  },
  {
    pattern: new RegExp(word('eslint-', 'disable')),
    advice: 'mend what the rule found, or change the rule for all in eslint.config.js',
  },
  {
    pattern: new RegExp(word('\\.(only|', 'skip)\\(')),
    advice: 'run all tests; delete one that is not wanted',
  },
  {
    pattern: /\bfrom 'onnxruntime-node'/,
    advice: 'import src/engine/onnxruntime.ts, which silences its telemetry before it is loaded',
    allowedIn: ['src/engine/onnxruntime.ts'],
  },
];

const inProgram: readonly Ban[] = [
  {
    pattern: /\bprocess\.env\b/,
    advice: 'take the value from the configuration: only src/config.ts reads the environment',
    // One sets what a library reads, one writes code for people.
    allowedIn: ['src/config.ts', 'src/engine/quiet.ts', 'src/server/playground/snippets.ts'],
  },
  {
    pattern: /\bconsole\./,
    advice: 'use the logger (src/log.ts), which cannot write a text',
    allowedIn: ['src/cli.ts', 'src/server/playground/snippets.ts'],
  },
];

const everywhere: readonly Ban[] = [
  {
    pattern: new RegExp(word('(^|[\\s\'"`(/])sha', 'red/')),
    advice: 'put what is needed into the project: that folder is not part of it',
  },
  {
    pattern: new RegExp(word('(^|[\\s\'"`(:=])/', '(work|home|root|Users)/')),
    advice: 'use a path from the project (test/root.ts), or one that is given',
  },
  {
    pattern: new RegExp(word('\\b(TO', 'DO|FIX', 'ME|XX', 'X)\\b')),
    advice: 'finish it, or write an issue',
  },
];

const room = (path: string): string => path.split('/')[1] ?? '';
const inSrc = (path: string): string => path.replace(/^src\//, '');

/** Every line that a ban forbids: `src/a.ts:12: as x; do this instead`. */
function findBanned({ path, text }: Source, bans: readonly Ban[]): string[] {
  const relevant = bans.filter(({ allowedIn }) => allowedIn?.includes(path) !== true);
  return text.split('\n').flatMap((line, index) =>
    relevant.flatMap(({ pattern, advice }) => {
      const [found] = pattern.exec(line) ?? [];
      return found === undefined ? [] : [`${path}:${index + 1}: ${found.trim()}: ${advice}`];
    }),
  );
}

/** Every import that goes against the direction of the rooms. */
function findWrongWays(imports: readonly Import[]): string[] {
  return imports.flatMap(({ from, line, to }) => {
    const allowed = mayImport[room(from)];
    if (allowed === undefined) {
      return [`${from}:${line}: the room ${room(from)} is unknown; say here what it may import`];
    }
    const own = room(from) === room(to);
    const may = [...allowed, ...everybodyMayImport];
    if (own || may.includes(room(to)) || may.includes(inSrc(to))) return [];
    return [`${from}:${line}: imports ${to}; ${room(from)} may import ${may.join(', ')}`];
  });
}

/** Every circle of imports, once, as a list of its files. */
function findCycles(imports: readonly Import[]): string[] {
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, way: readonly string[]): void => {
    if (way.includes(path)) {
      const cycle = [...way.slice(way.indexOf(path)), path];
      cycles.push(`${cycle.join(' → ')}: move what both need into a file of its own`);
      return;
    }
    if (done.has(path)) return;
    for (const { from, to } of imports) {
      if (from === path) visit(to, [...way, path]);
    }
    done.add(path);
  };
  for (const { from } of imports) visit(from, []);
  return cycles;
}

const files = listFiles();
const isCode = (path: string) => /\.[jt]s$/.test(path);
const isText = (path: string) => /\.([jt]s|md|json|ya?ml|sh)$/.test(path) || path === '.ci/run';
const isData = (path: string) => /^(models|test\/golden|test\/texts)\//.test(path);

const sources = files.filter((path) => path.startsWith('src/') && path.endsWith('.ts'));
const program = sources.filter((path) => !generated.includes(path)).map(readSource);
const imports = program.flatMap(importsOf);

void t.test('rooms import in one direction', (t) => {
  t.ok(imports.length > 100, 'imports are found');
  t.same(findWrongWays(imports), []);
  t.end();
});

void t.test('the page in the browser and the service share types alone', (t) => {
  const isPage = (path: string) => path.startsWith('src/server/playground/');
  const crossing = imports.filter(({ from, to }) => isPage(from) !== isPage(to));
  t.ok(crossing.length > 0, 'the page takes its types from the schemas');
  const wrong = crossing.filter(({ from, typeOnly }) => !isPage(from) || !typeOnly);
  t.same(
    wrong.map(({ from, line, to }) => `${from}:${line}: imports ${to}, which runs elsewhere`),
    [],
  );
  t.end();
});

void t.test('no file needs itself to run', (t) => {
  t.same(findCycles(imports), []);
  t.end();
});

void t.test('every file is imported by another', (t) => {
  const imported = new Set(imports.map(({ to }) => to));
  const lonely = sources.filter((path) => !imported.has(path) && !entries.includes(path));
  t.same(
    lonely.map((path) => `${path}: nothing imports it; use it or delete it`),
    [],
  );
  for (const starter of ['src/engine/spawn.ts', 'src/prepare/reading-process.ts']) {
    t.match(readSource(starter).text, './child.js', `${starter} starts its child`);
  }
  t.end();
});

void t.test('every import is of a file that is there', (t) => {
  const missing = imports.filter(({ to }) => !files.includes(to));
  t.same(
    missing.map(({ from, line, to }) => `${from}:${line}: there is no ${to}`),
    [],
  );
  t.end();
});

void t.test('banned words', (t) => {
  const banned = (paths: readonly string[], bans: readonly Ban[]) =>
    paths.flatMap((path) => findBanned(readSource(path), bans));
  const written = files.filter(
    (path) => isText(path) && !isData(path) && path !== 'package-lock.json',
  );
  t.same(banned(written, everywhere), []);
  const code = written.filter((path) => isCode(path) && !generated.includes(path));
  t.same(banned(code, inSources), []);
  t.same(
    program.flatMap((source) => findBanned(source, inProgram)),
    [],
  );
  t.end();
});

void t.test(`no file has more than ${MOST_LINES} lines`, (t) => {
  const long = program
    .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
    .filter(({ lines }) => lines > MOST_LINES);
  t.same(
    long.map(({ path, lines }) => `${path}: has ${lines} lines; split it by what changes together`),
    [],
  );
  t.end();
});

void t.test('large files lie where data does', (t) => {
  const large = files.filter(
    (path) => !isData(path) && path !== 'package-lock.json' && sizeOf(path) > MOST_BYTES,
  );
  t.same(
    large.map((path) => `${path}: has ${sizeOf(path)} bytes; make it when it is needed`),
    [],
  );
  t.end();
});

void t.test('the lockfile names no registry', (t) => {
  const bans = [
    {
      pattern: /"resolved": "https?:/,
      advice: 'run npm install with the .npmrc of the project (omit-lockfile-registry-resolved)',
    },
  ];
  t.same(findBanned(readSource('package-lock.json'), bans), []);
  t.end();
});

void t.test('the rules find what they forbid', (t) => {
  const at = (path: string, text: string) => ({ path, text });
  const ways = (path: string, text: string) => findWrongWays(importsOf(at(path, text)));
  t.same(ways('src/server/a.ts', `import { b } from '../engine/b.js';`), [
    'src/server/a.ts:1: imports src/engine/b.ts; server may import corpus, tasks, clock.ts, errors.ts, version.ts',
  ]);
  t.equal(ways('src/text/a.ts', `\nexport type { B } from '../tasks/b.js';`).length, 1);
  t.equal(ways('src/text/a.ts', `await import('../log.js');`).length, 1);
  t.equal(ways('src/config.ts', `import '../src/engine/engine.js';`).length, 1);
  t.equal(ways('src/attic/a.ts', `import '../errors.js';`).length, 1, 'a room nobody knows');
  t.equal(
    ways('src/server/a.ts', `import '../tasks/b.js'; import 'pino'; import './c.js';`).length,
    0,
  );

  const circle = [
    at('src/a.ts', `import { b } from './b.js';`),
    at('src/b.ts', `import { type C, c } from './c.js';`),
    at('src/c.ts', `import { a } from './a.js'; import type { B } from './b.js';`),
    at('src/d.ts', `import { a } from './a.js';`),
  ].flatMap(importsOf);
  t.same(findCycles(circle.filter(({ typeOnly }) => !typeOnly)), [
    'src/a.ts → src/b.ts → src/c.ts → src/a.ts: move what both need into a file of its own',
  ]);

  const banned = (text: string) =>
    findBanned(at('src/a.ts', text), [...everywhere, ...inSources, ...inProgram]).length;
  for (const text of [
    word('x as ', 'any;'),
    word('// @ts-', 'ignore'),
    word('// TO', 'DO: later'),
    word('t.on', 'ly('),
    word("readFile('../sha", "red/texts')"),
    word("'/wo", "rk/main'"),
    'process.env.PORT',
    'console.log(1)',
  ]) {
    t.equal(banned(`\n${text}\n`), 1, text);
  }
  t.equal(banned('it is shared; see https://example.org/home/page and `a/work/b`'), 0);
  t.same(findBanned(at('src/a.ts', '\nconsole.log(1)'), inProgram), [
    'src/a.ts:2: console.: use the logger (src/log.ts), which cannot write a text',
  ]);
  t.end();
});
