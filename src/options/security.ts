import { openable } from '../server/access/openable.js';
import { file, integer, someOf, yesOrNo } from './kinds.js';

/** Who may ask, how often, and how the way to the server is protected. */
export const securityOptions = {
  apiKeysFile: file(
    'the API keys of clients: on each line a key, `name:key`, or its digest as `sha256:HEX` in the place of the key; read again when it changes',
  ),
  openPaths: someOf(
    openable,
    ['health', 'pages'],
    'what is answered without a key where keys are set: `health`, `metrics`, `pages` (the documentation and the page at `/`), several with commas between them, or `none`',
  ),
  tlsCert: file(
    'the certificate for HTTPS in PEM, with those that lead to its authority after it; read again when it changes',
  ),
  tlsKey: file('the private key of that certificate in PEM, without a passphrase'),
  insecure: yesOrNo(
    'false',
    'whether to listen on an address that other machines reach although no API keys are set',
  ),
  debug: yesOrNo(
    'false',
    'whether `/debug/profile` and `/debug/heap` tell what the serving process spends time and memory on; they need a key where keys are set',
  ),
  rateLimit: integer(
    0,
    [0, 1_000_000],
    'requests a minute of one API key, or of one address where none are set; 0 for any number',
  ),
} as const;
