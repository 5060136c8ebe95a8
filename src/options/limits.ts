import { integer } from './kinds.js';

/** What is refused because it is too much. */
export const limitOptions = {
  maxMasks: integer(64, [1, 4096], 'masks of one text, and of one batch'),
  maxTopK: integer(1000, [1, 1_000_000], 'candidates for one mask'),
  maxInputs: integer(32, [1, 10_000], 'texts of one request'),
  maxCharacters: integer(
    1_000_000,
    [1, 100_000_000],
    'characters of all texts of one request to /sentences, and of documents that are answered in windows',
  ),
  maxWindows: integer(
    256,
    [1, 100_000],
    'windows of one request, where texts are longer than the model sees at once',
  ),
  maxBodyBytes: integer(2_000_000, [1024, 1_000_000_000], 'size of one request’s body'),
  maxConnections: integer(
    10_000,
    [1, 1_000_000],
    'connections at once; beyond them new ones are closed without an answer',
  ),
  clientTimeoutMs: integer(
    30_000,
    [100, 3_600_000],
    'how long a client may take to send a request, or read nothing of its answer',
  ),
  maxQueuedTokens: integer(
    100_000,
    [1, 1_000_000_000],
    'tokens that may wait for the engine; while so many do, requests are answered 429',
  ),
} as const;
