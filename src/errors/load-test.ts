import { define } from './definition.js';

export interface ServerField {
  readonly endpoint: string;
}

/** What a server can be refused for that is to be put under load. */
export const loadTestErrors = {
  SERVER_UNREACHABLE: define<ServerField & { detail: string }>(
    500,
    'load',
    (f) =>
      `${f.endpoint} does not answer: ${f.detail}. Start a server with \`mascarilla serve\`, or name another with --url.`,
  ),
  SERVER_KEY_REFUSED: define<ServerField & { sent: boolean }>(500, 'load', (f) =>
    f.sent
      ? `${f.endpoint} does not know the API key that was sent. Put one of its keys into the file that --key-file names.`
      : `${f.endpoint} asks for an API key. Put one of its keys into a file, and name that with --key-file.`,
  ),
  SERVER_ANSWER_INVALID: define<ServerField & { detail: string }>(
    500,
    'load',
    (f) =>
      `${f.endpoint} does not answer as mascarilla does: ${f.detail}. Check --url, and that the model is loaded.`,
  ),
} as const;
