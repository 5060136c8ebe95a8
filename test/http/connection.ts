import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectSecure } from 'node:tls';

/** Whether the server ends the connection after an answer. */
export const isLast = ({ head }: Answer): boolean => /^connection: close$/im.test(head);

export interface Answer {
  readonly status: number;
  /** The head, with the names of headers as the server writes them. */
  readonly head: string;
  readonly body: unknown;
}

/** A bare connection, whatever the certificate says. */
export async function openSocket(url: string): Promise<Socket> {
  const { hostname, port, protocol } = new URL(url);
  const address = { host: hostname, port: Number(port) };
  const isSecure = protocol === 'https:';
  const socket = isSecure
    ? connectSecure({ ...address, rejectUnauthorized: false })
    : connect(address);
  await once(socket, isSecure ? 'secureConnect' : 'connect');
  return socket;
}

/**
 * A client that keeps one bare connection and sends one request after the other on it, so that an
 * answer which nobody asked for, or a second one, is seen.
 */
export class Connection {
  readonly #socket: Socket;
  readonly #host: string;
  #received = '';
  #heard = (): void => undefined;

  private constructor(socket: Socket, host: string) {
    this.#socket = socket;
    this.#host = host;
    socket.setEncoding('utf8');
    socket.on('data', (text) => {
      this.#received += String(text);
      this.#heard();
    });
    socket.on('close', () => this.#heard());
    // It is closed then, which whoever waits hears.
    socket.on('error', () => undefined);
  }

  static async open(url: string): Promise<Connection> {
    return new Connection(await openSocket(url), new URL(url).host);
  }

  async post(path: string, value: unknown): Promise<Answer> {
    if (this.#received !== '') throw new Error(`nobody asked for: ${this.#received}`);
    const text = JSON.stringify(value);
    this.#socket.write(
      `POST ${path} HTTP/1.1\r\nhost: ${this.#host}\r\ncontent-type: application/json\r\n` +
        `content-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
    );
    for (;;) {
      const answer = this.#take();
      if (answer !== null) return answer;
      if (this.#socket.closed) throw new Error('the server hung up');
      await new Promise<void>((resolve) => (this.#heard = resolve));
    }
  }

  /** Ends the connection; what came after the last answer. */
  close(): string {
    this.#socket.destroy();
    return this.#received;
  }

  #take(): Answer | null {
    const [head = '', ...rest] = this.#received.split('\r\n\r\n');
    const [, status] = /^HTTP\/1\.1 (\d{3}) /.exec(head) ?? [];
    const [, bytes] = /^content-length: (\d+)$/im.exec(head) ?? [];
    if (rest.length === 0 || status === undefined || bytes === undefined) return null;
    const following = Buffer.from(rest.join('\r\n\r\n'));
    if (following.length < Number(bytes)) return null;
    this.#received = following.toString('utf8', Number(bytes));
    const body: unknown = JSON.parse(following.toString('utf8', 0, Number(bytes)));
    return { status: Number(status), head, body };
  }
}
