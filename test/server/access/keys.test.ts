import { createHash } from 'node:crypto';
import fc from 'fast-check';
import t from 'tap';
import { ApiKeys, parseOnlyKey } from '../../../src/server/access/keys.js';

const KEY = 'q7xR2-vT9_nB4~wL1.';
const OTHER = 'another-key-of-this-service';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

void t.test('a key on each line, with a name or without, or its digest', (t) => {
  const keys = ApiKeys.parse(
    [
      '\ufeff# keys of the wards',
      '',
      KEY,
      `ward-3:${OTHER}`,
      `sha256:${sha256('x'.repeat(16))}`,
      `  lab:sha256:${sha256('y'.repeat(16)).toUpperCase()}  `,
      'base64-with-its-padding==',
    ].join('\r\n'),
  );
  t.equal(keys.count, 5);
  t.equal(keys.identify(KEY), 'line-3');
  t.equal(keys.identify(OTHER), 'ward-3');
  t.equal(keys.identify('x'.repeat(16)), 'line-5');
  t.equal(keys.identify('y'.repeat(16)), 'lab');
  t.equal(keys.identify('base64-with-its-padding=='), 'line-7');
  t.end();
});

void t.test('what is not exactly a key is unknown', (t) => {
  const keys = ApiKeys.parse(`ward-3:${KEY}`);
  for (const given of [
    '',
    KEY.slice(1),
    `${KEY} `,
    `ward-3:${KEY}`,
    sha256(KEY),
    KEY.toUpperCase(),
  ]) {
    t.equal(keys.identify(given), null, given);
  }
  t.end();
});

void t.test('several keys can have one name, as while one replaces another', (t) => {
  const keys = ApiKeys.parse(`ward-3:${KEY}\nward-3:${OTHER}`);
  t.same([keys.identify(KEY), keys.identify(OTHER)], ['ward-3', 'ward-3']);
  t.end();
});

void t.test('a file that is not one of keys is refused by its line', (t) => {
  const bad: readonly (readonly [string, RegExp])[] = [
    ['', /^it has no key$/],
    ['# only a comment\n', /^it has no key$/],
    ['short', /^line 1 has a key that is not 16 or more/],
    [`${KEY}\nkey with spaces in it`, /^line 2 has a key/],
    [`ward 3:${KEY}`, /^line 1 is neither a key nor name:key/],
    [`a:b:${KEY}`, /^line 1 is neither/],
    ['sha256:abc', /^line 1 has no 64 hexadecimal digits/],
    [`${KEY}\n\nlab:sha256:${sha256(KEY)}`, /^line 3 has the key of line 1$/],
    [Array.from({ length: 1001 }, (_, at) => `${KEY}${at}`).join('\n'), /^it has 1001 keys/],
  ];
  for (const [text, message] of bad) t.throws(() => ApiKeys.parse(text), { message });
  t.end();
});

void t.test('the one key of a client is read in the same form', (t) => {
  for (const text of [KEY, `\n ${KEY} \r\n`, `# of ward 3\nward-3:${KEY}\n`]) {
    t.equal(parseOnlyKey(text), KEY, text);
  }
  const bad: readonly (readonly [string, RegExp])[] = [
    ['', /^it has no key$/],
    [' \n# none\n', /^it has no key$/],
    [`${KEY}\n${OTHER}`, /^it has several keys; put the one to send into a file$/],
    [`\nlab:sha256:${sha256(KEY)}`, /^line 2 has the digest of a key/],
    [`Bearer ${KEY}`, /^line 1 has a key that is not 16 or more/],
  ];
  for (const [text, message] of bad) t.throws(() => parseOnlyKey(text), { message });
  t.end();
});

void t.test('a file is read, or refused without a word of it', (t) => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z0-9._~+/-]{16,40}$/), fc.string(), (key, rest) => {
      try {
        const keys = ApiKeys.parse(`${key}${rest}`);
        return keys.count > 0;
      } catch (error) {
        return error instanceof Error && !error.message.includes(key);
      }
    }),
  );
  t.end();
});
