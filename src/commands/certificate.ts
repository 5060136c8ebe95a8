import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { Logger } from 'pino';
import type { Config } from '../config.js';
import { fail, messageOf } from '../errors.js';
import { followFiles, readSecretFile, type Followed } from '../server/secret-files.js';
import { secureOptions, type KeyPair, type KeyPairs } from '../server/tls.js';

type TlsConfig = Pick<Config, 'tlsCert' | 'tlsKey'>;

/** The certificate in use, while its files are followed. */
export interface FollowedCertificate extends KeyPairs, Followed<KeyPair> {
  /** When the one in use ends, in Unix milliseconds. */
  readonly expires: () => number;
}

/**
 * The certificate of `--tls-cert` and the key of `--tls-key`, followed while their files change; null
 * without them. CONFIG_INVALID where they cannot be used.
 */
export async function followCertificate(
  { tlsCert, tlsKey }: TlsConfig,
  logger: Logger,
): Promise<FollowedCertificate | null> {
  if (tlsCert === null && tlsKey === null) return null;
  if (tlsCert === null) throw wrong('--tls-cert', 'it is missing; --tls-key alone is of no use');
  if (tlsKey === null) throw wrong('--tls-key', 'it is missing; --tls-cert alone is of no use');
  let used: KeyPair | null = null;
  let use: (pair: KeyPair) => void = () => undefined;
  const read = () => readKeyPair(tlsCert, tlsKey);
  const followed = await followFiles([tlsCert, tlsKey], read, {
    changed: (pair) => {
      // Two files change, mostly at once.
      if (used?.cert === pair.cert && used.key === pair.key) return;
      used = pair;
      use(pair);
      logCertificate(pair, logger, 'the certificate was read again');
    },
    failed: (error) =>
      logger.error(
        { detail: messageOf(error) },
        'the certificate was not read; the former one stays',
      ),
  });
  used = followed.current();
  logCertificate(used, logger, 'the certificate was read');
  const expires = () => expiryOf(new X509Certificate(followed.current().cert));
  return { ...followed, whenChanged: (then) => (use = then), expires };
}

const wrong = (option: '--tls-cert' | '--tls-key', detail: string) =>
  fail('CONFIG_INVALID', { option, detail });

async function readKeyPair(certFile: string, keyFile: string): Promise<KeyPair> {
  const read = (option: '--tls-cert' | '--tls-key', path: string) =>
    readSecretFile(path).catch((error: unknown) => {
      throw wrong(option, messageOf(error));
    });
  const pair = { cert: await read('--tls-cert', certFile), key: await read('--tls-key', keyFile) };
  const certificate = parseCertificate(pair.cert);
  if (certificate === null) throw wrong('--tls-cert', `${certFile} holds no certificate in PEM`);
  const key = parseKey(pair.key);
  if (typeof key === 'string') throw wrong('--tls-key', `${keyFile} ${key}`);
  if (!certificate.checkPrivateKey(key)) {
    throw wrong('--tls-key', `${keyFile} is not the key of the first certificate in ${certFile}`);
  }
  try {
    createSecureContext(secureOptions(pair));
  } catch (error) {
    throw wrong('--tls-cert', `${certFile} cannot be used (${codeOf(error)})`);
  }
  return pair;
}

function parseCertificate(pem: string): X509Certificate | null {
  try {
    return new X509Certificate(pem);
  } catch {
    return null;
  }
}

/** PKCS #8 (RFC 7468, section 11), and the older form of OpenSSL (RFC 1421, section 4.6). */
const ENCRYPTED = /^-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m;

/** The key, or what is wrong with it: messages of the parser could hold parts of it. */
function parseKey(pem: string): KeyObject | string {
  try {
    return createPrivateKey(pem);
  } catch {
    return ENCRYPTED.test(pem)
      ? 'is encrypted; keys are read that need no passphrase'
      : 'holds no private key in PEM';
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown';

const expiryOf = ({ validTo }: X509Certificate): number => Date.parse(validTo);

/** A certificate outside of its time is used all the same: some clients do not look at it. */
function logCertificate({ cert }: KeyPair, logger: Logger, message: string): void {
  const certificate = new X509Certificate(cert);
  const { subject, validFrom, validTo } = certificate;
  const about = { subject, validFrom, validTo };
  const now = Date.now();
  if (expiryOf(certificate) < now) {
    logger.warn(about, `${message}, and has expired: clients will refuse it`);
  } else if (Date.parse(validFrom) > now) {
    logger.warn(about, `${message}, and is not valid yet: clients will refuse it`);
  } else {
    logger.info(about, message);
  }
}
