/** Whom a server lets in as it is configured, and what ends its start. */
import { join } from 'node:path';
import t from 'tap';
import { checkExposure } from '../../src/commands/access.js';
import { readConfig } from '../../src/config.js';
import { run } from './cli.js';

const exposes = (flags: Readonly<Record<string, string>>) => {
  try {
    checkExposure(readConfig(flags, {}));
    return false;
  } catch {
    return true;
  }
};

void t.test('without keys it listens on this machine only, unless it is told otherwise', (t) => {
  for (const host of ['127.0.0.1', '127.1.2.3', '::1', 'localhost']) {
    t.notOk(exposes({ host }), host);
  }
  for (const host of ['0.0.0.0', '::', '192.0.2.7', '127.example', 'hospital.example']) {
    t.ok(exposes({ host }), host);
    t.notOk(exposes({ host, insecure: 'true' }));
    t.notOk(exposes({ host, apiKeysFile: 'keys' }));
  }
  t.end();
});

void t.test('it tells what to do', async (t) => {
  const { code, stderr } = await run(['serve', '--host', '0.0.0.0']);
  t.equal(code, 1);
  t.equal(
    stderr,
    'mascarilla: --host: other machines can reach 0.0.0.0, and anybody could use the service: set --api-keys-file, or --insecure if that is meant.\n',
  );
});

void t.test('a file of keys that cannot be used ends the start, and is not quoted', async (t) => {
  const file = join(t.testdir({ keys: 'ward-3:short' }), 'keys');
  const { code, stderr } = await run(['serve', '--api-keys-file', file, '--insecure']);
  t.equal(code, 1);
  t.match(stderr, `mascarilla: --api-keys-file: ${file}: line 1 has a key that is not 16 or more`);
  t.notMatch(stderr, 'short');
});
