import t from 'tap';
import { fail } from '../src/errors.js';
import { createLogger, describeError } from '../src/log.js';

/** What must never be in a log. */
const secret = 'Paciente Ramona Expósito';

/** A logger, and the lines that it has written. */
function capture(level = 'trace') {
  const written: string[] = [];
  const logger = createLogger(level, { write: (line) => written.push(line) });
  return {
    logger,
    text: () => written.join(''),
    lines: () => written.map((line): unknown => JSON.parse(line)),
  };
}

/** Errors as parsers throw them: they quote what they were given. */
const quoting: Readonly<Record<string, () => unknown>> = {
  'in its message': () => new Error(`cannot tokenise "${secret}"`),
  'in a message of several lines': () => new Error(`a\n    at ${secret}\n  at ${secret}`),
  'in a line of its message that looks like a frame': () =>
    new Error(`a\n    at ${secret} (file:///app/a.js:1:2)\n    at ${secret} (b.js:3:4)`),
  'in a message that was changed once it stood in the stack': () => {
    const error = new Error(`first ${secret}\n    at ${secret}`);
    error.message = error.stack === undefined ? '' : `then ${secret}`;
    return error;
  },
  'in the message of its cause': () => new Error('a', { cause: new TypeError(secret) }),
  'in the cause of its cause': () =>
    new Error('a', { cause: new Error('b', { cause: new Error(secret) }) }),
  'as its cause': () => new Error('a', { cause: secret }),
  'in a key': () => Object.assign(new Error('a'), { text: secret, body: { inputs: secret } }),
  'in one of several errors': () => new AggregateError([new Error(secret)], secret),
  'in what only looks like an error': () => ({ message: secret, stack: secret }),
  'as a string': () => secret,
};

for (const [where, make] of Object.entries(quoting)) {
  void t.test(`an error with a text ${where} is logged without it`, (t) => {
    const { logger, lines, text } = capture();
    const err = make();
    logger.error({ err }, 'request failed');
    logger.error({ err });
    logger.warn({ err, code: 'INTERNAL' });
    logger.child({ request_id: '1' }).error({ err });
    if (err instanceof Error) {
      logger.error(err);
      logger.fatal(err, 'a bug');
      logger.child({}).debug(err);
    }
    t.equal(lines().length, err instanceof Error ? 7 : 4);
    for (const word of secret.split(' ')) t.notMatch(text(), word);
    t.end();
  });
}

void t.test('an error keeps its type, its code, its frames and its causes', (t) => {
  const cause = Object.assign(new RangeError('too far'), { code: 'ERANGE' });
  const found = describeError(fail('ENGINE_FAILED', { detail: 'why' }, { cause }));
  t.match(found, {
    type: 'ServiceError',
    code: 'ENGINE_FAILED',
    cause: { type: 'RangeError', code: 'ERANGE' },
  });
  for (const stack of [found?.stack, found?.cause?.stack]) {
    t.ok((stack?.length ?? 0) > 1);
    t.match(stack?.[0], /^ {4}at .*:\d+:\d+\)?$/);
  }
  t.match(found?.cause?.stack[0], /log\.test/, 'the line that failed');
  t.end();
});

void t.test('an error without code or cause has none', (t) => {
  t.strictSame(Object.keys(describeError(new TypeError('a')) ?? {}), ['type', 'stack']);
  t.equal(describeError('a string'), undefined);
  t.equal(describeError(undefined), undefined);
  t.end();
});

void t.test('an error without a stack, or one that is its own cause, can be described', (t) => {
  const bare = new Error('a');
  delete bare.stack;
  t.same(describeError(bare), { type: 'Error', stack: [] });
  const own = new Error('a');
  own.cause = own;
  t.match(describeError(own), { cause: { cause: { type: 'Error' } } });
  t.end();
});

void t.test('a line is JSON: when, how bad, and what', (t) => {
  const { logger, lines } = capture();
  logger.info({ route: '/embed', status: 200 }, 'request');
  logger.warn('slow');
  logger.error({ err: new TypeError('a') });
  t.match(lines(), [
    { level: 'info', time: /^\d{4}-.*Z$/, route: '/embed', status: 200, msg: 'request' },
    { level: 'warn', msg: 'slow' },
    { level: 'error', msg: 'an error', err: { type: 'TypeError' } },
  ]);
  t.end();
});

void t.test('requests and replies are not written, whoever passes them', (t) => {
  const { logger, lines } = capture();
  logger.info({ req: { url: `/${secret}` }, res: { body: secret }, status: 200 }, 'request');
  t.same(Object.keys(lines()[0] as object).sort(), ['level', 'msg', 'status', 'time']);
  t.end();
});

void t.test('lines below the level are not written', (t) => {
  const { logger, lines } = capture('warn');
  logger.info('a');
  logger.warn('b');
  t.equal(lines().length, 1);
  const silent = capture('silent');
  silent.logger.fatal('c');
  t.equal(silent.text(), '');
  t.end();
});
