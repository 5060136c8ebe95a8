/**
 * `node .ci/pack.js FOLDER`: writes the npm package of what is built into a folder, and its path to
 * standard output. It is what `npm pack` gives, but
 *
 * - it brings its dependencies, in the versions of the lockfile: npm reads no lockfile of a package
 *   that it installs, and would take others than were tested. Only ONNX Runtime's own, which has the
 *   libraries of all systems, is left to npm;
 * - package.json is without what is for development. `private` goes too: nothing but this package is
 *   published;
 * - with REPOSITORY set to an address it names that repository, which npm compares with the one that
 *   a provenance tells.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = join(import.meta.dirname, '..');
const [target = '.'] = process.argv.slice(2);
const url = process.env.REPOSITORY;

const forDevelopment = ['private', 'scripts', 'devDependencies', 'overrides', 'tap'];

/** package.json for those who install. */
function manifest() {
  const text = readFileSync(join(root, 'package.json'), 'utf8');
  const all = Object.entries(JSON.parse(text));
  const kept = Object.fromEntries(all.filter(([key]) => !forDevelopment.includes(key)));
  const bundled = Object.keys(kept.dependencies).filter((name) => name !== 'onnxruntime-node');
  return {
    ...kept,
    ...(url !== undefined && { repository: { type: 'git', url: `git+${url}.git` } }),
    bundleDependencies: bundled,
  };
}

const stage = mkdtempSync(join(tmpdir(), 'mascarilla-package-'));
const npm = (...args) =>
  execFileSync('npm', args, { cwd: stage, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
try {
  const install = ['package.json', 'package-lock.json', '.npmrc'];
  // npm itself decides by `files` what of this goes in.
  const pages = ['README.md', 'CHANGELOG.md', 'SECURITY.md', 'LICENSE'];
  const content = ['dist', 'docs', 'models', 'openapi', ...pages];
  for (const name of [...install, ...content]) {
    cpSync(join(root, name), join(stage, name), { recursive: true });
  }
  npm('ci', '--omit=dev');
  execFileSync(join(root, 'deploy/slim-modules'), [join(stage, 'node_modules')]);
  writeFileSync(join(stage, 'package.json'), JSON.stringify(manifest(), null, 2));
  const packed = npm('pack', '--json', '--pack-destination', resolve(target));
  const [{ filename, size, unpackedSize, entryCount }] = JSON.parse(packed);
  const mb = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
  console.error(`package: ${entryCount} files, ${mb(size)}, unpacked ${mb(unpackedSize)}`);
  console.log(join(resolve(target), filename));
} finally {
  rmSync(stage, { recursive: true });
}
