/** HTTPS as an operator has it: files, what is wrong with them, their change, and the end. */
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connect } from 'node:tls';
import t, { type Test } from 'tap';
import { followCertificate } from '../../src/commands/certificate.js';
import { readConfig, type Flags } from '../../src/config.js';
import { createLogger } from '../../src/log.js';
import { makeCertificate, writeCertificate } from '../certificates.js';
import { Connection, isLast } from '../http/connection.js';
import { fromRoot } from '../root.js';
import { run, Running } from './cli.js';

const flagsOf = ({ tlsCert, tlsKey }: { readonly tlsCert: string; readonly tlsKey: string }) => [
  ...['--tls-cert', tlsCert, '--tls-key', tlsKey],
];

/** A new connection gets the certificate of a name, and the metrics tell when that ends. */
async function isUsed(t: Test, url: string, name: string): Promise<void> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const { subject, valid_to: end } = socket.getPeerCertificate();
  t.equal(subject.CN, name);
  socket.write('GET /metrics HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n');
  const seconds = Date.parse(end) / 1000;
  t.match(await text(socket), `\nmascarilla_tls_certificate_expiry_seconds ${seconds}\n`, name);
}

/** As tools that renew certificates do. */
function replace(path: string, text: string): void {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}

void t.test(
  'a certificate that cannot be used ends the start, by the name of its flag',
  async (t) => {
    const folder = t.testdir();
    const made = await makeCertificate('first');
    const { tlsCert, tlsKey } = writeCertificate(folder, made);
    const write = (name: string, text: string) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    const other = write('other.key', (await makeCertificate('second')).key);
    const secret = {
      cipher: 'aes-256-cbc',
      passphrase: 'x',
      type: 'pkcs8',
      format: 'pem',
    } as const;
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const encrypted = write('encrypted.key', String(privateKey.export(secret)));
    const none = join(folder, 'none');
    const wrong: readonly (readonly [Flags, string])[] = [
      [{ tlsCert }, '--tls-key: it is missing; --tls-cert alone is of no use.'],
      [{ tlsKey }, '--tls-cert: it is missing; --tls-key alone is of no use.'],
      [{ tlsCert: none, tlsKey }, `--tls-cert: ${none} is not there.`],
      [{ tlsCert, tlsKey: none }, `--tls-key: ${none} is not there.`],
      [{ tlsCert: folder, tlsKey }, `--tls-cert: ${folder} is no file.`],
      [{ tlsCert: tlsKey, tlsKey }, `--tls-cert: ${tlsKey} holds no certificate in PEM.`],
      [{ tlsCert, tlsKey: tlsCert }, `--tls-key: ${tlsCert} holds no private key in PEM.`],
      [
        { tlsCert, tlsKey: encrypted },
        `--tls-key: ${encrypted} is encrypted; keys are read that need no passphrase.`,
      ],
      [
        { tlsCert, tlsKey: other },
        `--tls-key: ${other} is not the key of the first certificate in ${tlsCert}.`,
      ],
    ];
    const logger = createLogger('silent');
    for (const [flags, message] of wrong) {
      const following = followCertificate(readConfig(flags, {}), logger);
      await t.rejects(following, { code: 'CONFIG_INVALID', message });
    }
    const { code, stderr } = await run(['serve', '--port', '0', '--tls-cert', none]);
    t.strictSame([code, stderr], [1, `mascarilla: ${wrong[0]?.[1]}\n`], 'it is told as it is');
  },
);

void t.test('it is served by HTTPS, renewed as it runs, and ended', async (t) => {
  const folder = t.testdir();
  const first = await makeCertificate('first');
  const second = await makeCertificate('second', 60);
  const expired = await makeCertificate('third', -1);
  const files = writeCertificate(folder, first);
  const running = new Running([
    ...['serve', '--port', '0', '--threads', '1', '--mascarilla-home', folder],
    ...['--models', fromRoot('models/clinical-es-mini'), ...flagsOf(files)],
    ...['--drain-delay-ms', '0'],
  ]);
  t.teardown(() => running.child.kill('SIGKILL'));
  const [, url = ''] = await running.until(/ on (https:\S+)\n[^]*curl .*\n\n/);
  await isUsed(t, url, 'first');

  const { port } = new URL(url);
  const told = `https://127.0.0.1:${port}/health: {"status":"ok"}\n`;
  const health = await run(['health', '--port', port], { TLS_CERT: files.tlsCert });
  t.match(health, { code: 0, stdout: told }, 'its own name is in no certificate');
  t.match(await run(['health', '--port', port]), { code: 1, stdout: /there is no answer/ });

  const kept = await Connection.open(url);
  const inputs = 'Refiere <mask>.';
  t.match(await kept.post('/fill-mask', { inputs }), { status: 200 });
  // The key comes later than the certificate: until then they do not fit.
  replace(files.tlsCert, second.cert);
  await running.untilTold(/"level":"error".*is not the key of .*the former one stays/);
  await isUsed(t, url, 'first');
  replace(files.tlsKey, second.key);
  await running.untilTold(/"subject":"CN=second".*the certificate was read again/);
  await isUsed(t, url, 'second');
  t.match(await kept.post('/fill-mask', { inputs }), { status: 200 }, 'open connections go on');
  rmSync(files.tlsKey);
  await running.untilTold(/tls\.key is not there.*the former one stays/);
  await isUsed(t, url, 'second');
  replace(files.tlsCert, expired.cert);
  replace(files.tlsKey, expired.key);
  await running.untilTold(/"level":"warn".*"subject":"CN=third".* and has expired/);
  await isUsed(t, url, 'third');
  t.notMatch(running.stderr, 'PRIVATE KEY');

  const asked = kept.post('/fill-mask', { inputs: Array<string>(32).fill(inputs) });
  running.child.kill('SIGTERM');
  const answer = await asked;
  t.equal(answer.status, 200);
  t.ok(isLast(answer), 'it is told to leave');
  t.equal((await running.ended()).code, 0);
});
