import type { SecureContextOptions } from 'node:tls';

/** A certificate, with those that lead to its authority after it, and its key: both in PEM. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/** Where a server has its certificate from. */
export interface KeyPairs {
  readonly current: () => KeyPair;
  /** Who is to hear of a new one. */
  readonly whenChanged: (use: (pair: KeyPair) => void) => void;
}

/** What Mozilla calls intermediate (Server Side TLS, 5.7), without finite-field Diffie-Hellman. */
const CIPHERS = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
];

/** TLS 1.2 and 1.3, with keys that are worth nothing after the connection. */
export const secureOptions = ({ cert, key }: KeyPair): SecureContextOptions => ({
  cert,
  key,
  minVersion: 'TLSv1.2',
  ciphers: CIPHERS.join(':'),
});
