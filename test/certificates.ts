import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from 'selfsigned';

/** A certificate that signs itself, for 127.0.0.1, and its key. */
export interface MadeCertificate {
  readonly cert: string;
  readonly key: string;
}

const DAY_MS = 86_400_000;

/** @param days in which it is valid, from now; less than 0 for one that has expired */
export async function makeCertificate(name: string, days = 30): Promise<MadeCertificate> {
  const now = Date.now();
  const { cert, private: key } = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(now - 100 * DAY_MS),
    notAfterDate: new Date(now + days * DAY_MS),
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  });
  return { cert, key };
}

/** Writes both into a folder; the flags that name them. */
export function writeCertificate(folder: string, { cert, key }: MadeCertificate) {
  const flags = { tlsCert: join(folder, 'tls.crt'), tlsKey: join(folder, 'tls.key') };
  writeFileSync(flags.tlsCert, cert);
  writeFileSync(flags.tlsKey, key);
  return flags;
}
