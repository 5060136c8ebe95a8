import { fail } from '../errors.js';
import { ask, resolveLink, type Answer, type Connection } from './connection.js';
import { isRecord, parseListing, print, type RemoteFile } from './listing.js';
import { isCommit, type ModelReference } from './reference.js';
import { withRetries } from './retries.js';

/** A page of a thousand files has 300 kB; a model's information with its card less than 1 MB. */
const MAX_ANSWER_BYTES = 16e6;

/** Repositories of checkpoints with tens of thousands of files exist; none of them is a model. */
const MAX_FILES = 50_000;
const MAX_PAGES = 200;

/**
 * The commit that a revision stands for, now.
 *
 * Errors: HUB_*.
 */
export async function resolveCommit(
  connection: Connection,
  { repo, revision }: ModelReference,
): Promise<string> {
  const { endpoint } = connection;
  const url = new URL(`${endpoint}/api/models/${repo}/revision/${encodeURIComponent(revision)}`);
  const { value } = await askForJson(connection, url, `${repo} at ${revision}`);
  const commit = isRecord(value) ? value['sha'] : undefined;
  if (typeof commit === 'string' && isCommit(commit)) return commit;
  const detail = `the commit of ${repo} at ${revision} is ${print(commit)}`;
  throw fail('HUB_ANSWER_INVALID', { endpoint, detail });
}

/**
 * All files of a repository at a commit.
 *
 * Errors: HUB_*.
 */
export async function listFiles(
  connection: Connection,
  repo: string,
  commit: string,
): Promise<readonly RemoteFile[]> {
  const { endpoint } = connection;
  const files: RemoteFile[] = [];
  let url: URL | null = new URL(`${endpoint}/api/models/${repo}/tree/${commit}?recursive=true`);
  for (let pages = 0; url !== null; pages++) {
    const { value, headers } = await askForJson(connection, url, `the files of ${repo}`);
    files.push(...parseListing(value, endpoint));
    if (files.length > MAX_FILES || pages >= MAX_PAGES) {
      const detail = `the listing of ${repo} has more than ${MAX_FILES} files or ${MAX_PAGES} pages`;
      throw fail('HUB_ANSWER_INVALID', { endpoint, detail });
    }
    url = nextPage(headers, url, endpoint);
  }
  return files;
}

/** `Link: <https://…&cursor=…>; rel="next"` */
function nextPage(headers: Headers, url: URL, endpoint: string): URL | null {
  const link = /<([^>]+)>\s*;\s*rel="next"/.exec(headers.get('link') ?? '')?.[1];
  return link === undefined ? null : resolveLink(link, url, endpoint);
}

async function askForJson(connection: Connection, url: URL, subject: string) {
  const { endpoint } = connection;
  const headers = { accept: 'application/json' };
  return withRetries(connection, () =>
    ask(connection, { url, subject, headers }, async (answer) => {
      const bytes = await readAll(answer, endpoint);
      try {
        const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
        return { value, headers: answer.headers };
      } catch {
        const detail = `the answer about ${subject} is not JSON`;
        throw fail('HUB_ANSWER_INVALID', { endpoint, detail });
      }
    }),
  );
}

async function readAll({ pieces }: Answer, endpoint: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const piece of pieces) {
    size += piece.byteLength;
    if (size > MAX_ANSWER_BYTES) {
      const detail = `an answer has more than ${MAX_ANSWER_BYTES} bytes`;
      throw fail('HUB_ANSWER_INVALID', { endpoint, detail });
    }
    parts.push(piece);
  }
  return Buffer.concat(parts);
}
