import { integer, origins, text, yesOrNo } from './kinds.js';

/** Where the server listens, and who may ask. */
export const networkOptions = {
  host: text('ADDRESS', '127.0.0.1', 'address to listen on; 0.0.0.0 for all'),
  port: integer(8080, [0, 65535], 'port to listen on; 0 for any free one'),
  corsOrigin: origins(
    'origins whose web pages may read answers, such as `https://example.org`, several with commas between them, or `*` for all',
  ),
  page: yesOrNo('true', 'whether `GET /` answers the page on which people try the models'),
} as const;
