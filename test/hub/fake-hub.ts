/**
 * A server that speaks the Hub's API for one repository, `owner/name`, and a second one that large
 * files come from, as on the Hub. Everything that can go wrong there can be made to go wrong here.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { fromRoot } from '../root.js';

export const REPO = 'owner/name';
export const COMMIT = '0123456789abcdef0123456789abcdef01234567';
export const TOKEN = 'hf_secret';

/** A request as it came, and what was sent for it. */
export interface Call {
  readonly host: 'hub' | 'cdn';
  /** With its query. */
  readonly path: string;
  readonly authorization: string | undefined;
  readonly range: string | undefined;
  readonly encoding: string | undefined;
  /** Bytes of the body that were sent. */
  sent: number;
}

/** What to do in place of the right answer. */
export interface Fault {
  /** Answer with this status. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Answer with this body, or of this file. */
  readonly body?: string | Buffer;
  /** Cut the connection after so many bytes of the body. */
  readonly dropAt?: number;
  /**
   * Bytes of the file that the client has; the connection is cut when what was sent is among them.
   * What is on its way in that moment is lost, and how much that is changes from run to run.
   */
  readonly arrived?: () => number;
  /** Send so many bytes of the body, and then nothing. */
  readonly stallAt?: number;
  /** Send this many bytes at a time, each a moment after the other. */
  readonly trickle?: number;
  /** Send the whole although a part was asked for. */
  readonly ignoreRange?: boolean;
  /** Send a part from another place on than was asked for. */
  readonly shiftRange?: number;
}

export type Files = Readonly<Record<string, Buffer>>;

interface Setting {
  readonly files?: Files;
  /** Told of each request before it is answered; `undefined` for the right answer. */
  readonly fault?: (call: Call, index: number) => Fault | undefined;
  /** Whether the repository is for those with the token alone. */
  readonly gated?: boolean;
  /** Files on one page of the listing. */
  readonly pageSize?: number;
  readonly revisions?: Readonly<Record<string, string>>;
}

interface Test {
  readonly teardown: (action: () => void) => void;
}

/** The small checkpoint of the reference cases, with things beside it that nobody needs. */
export function checkpointFiles(): Files {
  const names = ['config.json', 'model.safetensors', 'tokenizer.json', 'tokenizer_config.json'];
  const read = (name: string) => readFileSync(fromRoot(`test/golden/roberta-mlm/${name}`));
  return {
    ...Object.fromEntries(names.map((name) => [name, read(name)])),
    'README.md': Buffer.from('---\nlicense: mit\n---\n# Un modelo pequeño\n'),
    'pytorch_model.bin': Buffer.alloc(100_000, 1),
    'training/state.bin': Buffer.alloc(10, 2),
  };
}

export const sha256 = (content: Buffer): string =>
  createHash('sha256').update(content).digest('hex');
export const gitSha1 = (content: Buffer): string =>
  createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');

/** The Hub keeps large and binary files in LFS. */
const isLarge = (name: string): boolean => /\.(safetensors|bin)$/.test(name);
/** The name of a file's blob in the cache. */
export const blobName = (name: string, content: Buffer): string =>
  isLarge(name) ? sha256(content) : gitSha1(content);

export class FakeHub {
  readonly calls: Call[] = [];
  endpoint = '';
  cdn = '';
  readonly #files: Files;
  readonly #setting: Setting;

  private constructor(setting: Setting) {
    this.#setting = setting;
    this.#files = setting.files ?? checkpointFiles();
  }

  static async start(t: Test, setting: Setting = {}): Promise<FakeHub> {
    const hub = new FakeHub(setting);
    hub.endpoint = await listen(t, (request, reply) => hub.#answer('hub', request, reply));
    hub.cdn = await listen(t, (request, reply) => hub.#answer('cdn', request, reply));
    return hub;
  }

  /** Requests for contents, not for information. */
  get downloads(): readonly Call[] {
    return this.calls.filter(({ path }) => !path.startsWith('/api/'));
  }

  #answer(host: Call['host'], request: IncomingMessage, reply: ServerResponse): void {
    const { authorization, range, 'accept-encoding': encoding } = request.headers;
    const path = request.url ?? '';
    const call: Call = {
      host,
      path,
      authorization,
      range,
      encoding: String(encoding),
      sent: 0,
    };
    const fault = this.#setting.fault?.(call, this.calls.length) ?? {};
    this.calls.push(call);
    const { status = 200, headers = {}, body } = this.#route(call, fault);
    const whole = Buffer.from(body ?? '');
    const answer = status === 200 && !path.startsWith('/api/') ? cut(whole, call, fault) : null;
    reply.writeHead(answer?.status ?? status, {
      'content-length': (answer?.part ?? whole).length,
      ...answer?.headers,
      ...headers,
    });
    void send(reply, answer?.part ?? whole, call, fault);
  }

  #route({ host, path, authorization }: Call, fault: Fault): Fault {
    if (fault.status !== undefined || fault.body !== undefined) return fault;
    const url = new URL(path, 'http://hub');
    if (host === 'cdn') return { body: this.#files[url.pathname.slice(1)] ?? '' };
    if (this.#setting.gated === true && authorization !== `Bearer ${TOKEN}`) {
      return { status: 401, headers: { 'x-error-code': 'GatedRepo' } };
    }
    const [, revision] = /^\/api\/models\/owner\/name\/revision\/(.+)$/.exec(url.pathname) ?? [];
    if (revision !== undefined) return this.#revision(decodeURIComponent(revision));
    if (url.pathname === `/api/models/${REPO}/tree/${COMMIT}`) return this.#page(url);
    const [, name] = /^\/owner\/name\/resolve\/[0-9a-f]{40}\/(.+)$/.exec(url.pathname) ?? [];
    const content = name === undefined ? undefined : this.#files[decodeURIComponent(name)];
    if (name === undefined || content === undefined) {
      const code = url.pathname.includes(REPO) ? 'EntryNotFound' : 'RepoNotFound';
      return { status: 404, headers: { 'x-error-code': code } };
    }
    if (!isLarge(name)) return { body: content };
    return { status: 302, headers: { location: `${this.cdn}/${name}?signed=1` } };
  }

  #revision(revision: string): Fault {
    const commits: Readonly<Record<string, string>> = {
      main: COMMIT,
      [COMMIT]: COMMIT,
      ...this.#setting.revisions,
    };
    const sha = commits[revision];
    if (sha === undefined) return { status: 404, headers: { 'x-error-code': 'RevisionNotFound' } };
    return { body: JSON.stringify({ id: REPO, sha }) };
  }

  #page(url: URL): Fault {
    const { pageSize = 1000 } = this.#setting;
    const start = Number(url.searchParams.get('cursor') ?? 0);
    const entries = Object.entries(this.#files).map(([path, content]) => ({
      ...{ type: 'file', path, size: content.length, oid: gitSha1(content) },
      ...(isLarge(path) && {
        lfs: { oid: sha256(content), size: content.length, pointerSize: 134 },
      }),
    }));
    const all = [{ type: 'directory', path: 'training', size: 0, oid: COMMIT }, ...entries];
    const next = new URL(url.pathname, this.endpoint);
    next.search = `recursive=true&cursor=${start + pageSize}`;
    return {
      body: JSON.stringify(all.slice(start, start + pageSize)),
      ...(start + pageSize < all.length && { headers: { link: `<${next.href}>; rel="next"` } }),
    };
  }
}

async function listen(
  t: Test,
  answer: (request: IncomingMessage, reply: ServerResponse) => void,
): Promise<string> {
  const server: Server = createServer(answer);
  t.teardown(() => {
    server.close();
    server.closeAllConnections();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}

/** The part of a content that a Range asks for. */
function cut(content: Buffer, { range }: Call, { ignoreRange, shiftRange = 0 }: Fault) {
  const asked = /^bytes=(\d+)-$/.exec(range ?? '')?.[1];
  if (asked === undefined || ignoreRange === true) return null;
  const from = Number(asked) + shiftRange;
  const headers = { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` };
  return { status: 206, part: content.subarray(from), headers };
}

const moment = () => new Promise((resolve) => setTimeout(resolve, 1));

async function send(
  reply: ServerResponse,
  body: Buffer,
  call: Call,
  { dropAt, stallAt, trickle, arrived }: Fault,
): Promise<void> {
  const end = Math.min(dropAt ?? stallAt ?? body.length, body.length);
  const step = trickle ?? 16_384;
  for (let at = 0; at < end && !reply.destroyed; at += step) {
    const piece = body.subarray(at, Math.min(at + step, end));
    await new Promise((resolve) => reply.write(piece, resolve));
    call.sent += piece.length;
    if (trickle !== undefined) await moment();
  }
  if (end === body.length) reply.end();
  else if (dropAt !== undefined) {
    const start = Number(/\d+/.exec(call.range ?? '')?.[0] ?? 0);
    do await moment();
    while (arrived !== undefined && arrived() < start + end && !reply.destroyed);
    reply.destroy();
  } else reply.flushHeaders();
}
