import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';

/** A line of an answer. */
export interface LineReply {
  readonly id?: string | number;
  readonly output?: unknown;
  readonly truncated?: boolean;
  readonly line?: number;
  readonly code?: string;
  readonly error?: string;
}

/** A client that sends lines and reads the answers while it does. */
export class LineStream {
  readonly request: http.ClientRequest;
  readonly #response: Promise<IncomingMessage>;
  readonly #lines: AsyncGenerator<LineReply, undefined>;

  constructor(url: string, path: string, headers: http.OutgoingHttpHeaders = {}) {
    this.request = http.request(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson', ...headers },
    });
    this.#response = once(this.request, 'response').then(([reply]) => reply as IncomingMessage);
    this.#lines = readLines(this.#response);
    // Whoever waits for it hears of it.
    this.#response.catch(() => undefined);
  }

  send(...lines: readonly unknown[]): void {
    this.request.write(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }

  end(): void {
    this.request.end();
  }

  get response(): Promise<IncomingMessage> {
    return this.#response;
  }

  /** The next answer. */
  async next(): Promise<LineReply> {
    const reply = await this.#lines.next();
    if (reply.done === true) throw new Error('there are no more answers');
    return reply.value;
  }

  /** All answers that are left. */
  async rest(): Promise<LineReply[]> {
    const replies: LineReply[] = [];
    for await (const reply of this.#lines) replies.push(reply);
    return replies;
  }
}

async function* readLines(
  response: Promise<IncomingMessage>,
): AsyncGenerator<LineReply, undefined> {
  let text = '';
  const reply = await response;
  reply.setEncoding('utf8');
  for await (const chunk of reply) {
    const lines = (text + String(chunk)).split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) yield JSON.parse(line) as LineReply;
  }
  if (text !== '') throw new Error('the last line is cut off');
  return undefined;
}

/** Sends a whole body at once and reads all answers. */
export async function askLines(
  url: string,
  path: string,
  body: string | Buffer,
): Promise<LineReply[]> {
  const stream = new LineStream(url, path);
  stream.request.end(body);
  return stream.rest();
}

/** So many lines of one text, each with its number. */
export const numbered = (count: number, text = 'tos') =>
  Array.from({ length: count }, (_, id) => `${JSON.stringify({ inputs: text, id })}\n`);
