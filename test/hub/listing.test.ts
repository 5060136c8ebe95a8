import t from 'tap';
import { parseListing } from '../../src/hub/listing.js';

const SHA1 = 'a'.repeat(40);
const SHA256 = 'b'.repeat(64);
const ENDPOINT = 'https://hub.example';

const parse = (...entries: unknown[]) => parseListing(entries, ENDPOINT);
const file = (fields: object) => ({ type: 'file', path: 'x', size: 1, oid: SHA1, ...fields });

void t.test('a file is known by the hash of git, one of LFS by that of its content', (t) => {
  const lfs = { oid: SHA256, size: 500, pointerSize: 134 };
  t.same(
    parse(
      file({ path: 'config.json', size: 600 }),
      { type: 'directory', path: 'onnx', size: 0, oid: SHA1 },
      file({ path: 'onnx/a b.bin', size: 500, lfs, xetHash: SHA256 }),
    ),
    [
      { path: 'config.json', size: 600, digest: { algorithm: 'git-sha1', hex: SHA1 } },
      { path: 'onnx/a b.bin', size: 500, digest: { algorithm: 'sha256', hex: SHA256 } },
    ],
  );
  t.same(parse(), []);
  t.same(parse(file({ size: 0 }))[0]?.size, 0);
  t.end();
});

void t.test('a listing that is not what the API promises is refused', (t) => {
  const cases: Readonly<Record<string, readonly [unknown, RegExp]>> = {
    'no list': [{ error: 'x' }, /the listing is not a list/],
    'no object': [['config.json'], /something that is no object/],
    'no path': [[file({ path: 7 })], /the path 7, which lies outside/],
    'a path upwards': [[file({ path: '../x' })], /the path "\.\.\/x", which lies outside/],
    'a path upwards in between': [[file({ path: 'a/../../x' })], /lies outside/],
    'a path upwards on Windows': [[file({ path: 'a\\..\\x' })], /lies outside/],
    'an absolute path': [[file({ path: '/etc/passwd' })], /lies outside/],
    'an empty path': [[file({ path: '' })], /the path "", which lies outside/],
    'a path with a zero': [[file({ path: 'a\0b' })], /"a\\u0000b"/],
    'a folder upwards': [[{ type: 'directory', path: '..' }], /lies outside/],
    'an endless path': [[file({ path: 'x'.repeat(2000) })], /the path "x{99}…, which/],
    'no size': [[file({ size: undefined })], /the size of "x" is undefined/],
    'a size below nothing': [[file({ size: -1 })], /the size of "x" is -1/],
    'half a byte': [[file({ size: 1.5 })], /is 1\.5/],
    'an absurd size': [[file({ size: 1e15 })], /is 1000000000000000/],
    'a size in words': [[file({ size: '7' })], /is "7"/],
    'no hash': [[file({ oid: undefined })], /the hash of "x" is undefined/],
    'a hash that is a path': [[file({ oid: '../../x' })], /the hash of "x" is "\.\.\/\.\.\/x"/],
    'a short hash of LFS': [[file({ lfs: { oid: SHA1, size: 1 } })], /the hash of "x" is "a+"/],
    'a size of LFS': [[file({ lfs: { oid: SHA256, size: {} } })], /the size of "x" is no plain/],
  };
  for (const [what, [listing, message]] of Object.entries(cases)) {
    const parsing = () => parseListing(listing, ENDPOINT);
    t.throws(parsing, { code: 'HUB_ANSWER_INVALID', message }, what);
    t.throws(parsing, { message: /^https:\/\/hub\.example does not answer as the Hub does: / });
  }
  t.end();
});
