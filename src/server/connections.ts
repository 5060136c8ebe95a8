import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Server as TlsServer } from 'node:tls';

/** The connections of a server, and the answers that each of them waits for. */
export class Connections {
  // Several of them where a client sends requests ahead of their answers.
  readonly #awaited = new Map<Socket, Set<ServerResponse>>();
  readonly #whenAnswered = new Map<Socket, () => void>();

  /** Begins to follow a server's connections, before the first one comes. */
  follow(server: Server): void {
    // What is spoken before a connection is secure is not HTTP.
    const opened = server instanceof TlsServer ? 'secureConnection' : 'connection';
    server.on(opened, (socket: Socket) => {
      this.#awaited.set(socket, new Set());
      socket.once('close', () => {
        this.#awaited.delete(socket);
        this.#tellAnswered(socket);
      });
    });
    // Before whoever answers it.
    server.prependListener('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
      this.#awaited.get(socket)?.add(response);
      response.once('close', () => this.#remove(socket, response));
    });
  }

  /** Answers that it waits for. */
  awaited(socket: Socket): number {
    return this.#awaited.get(socket)?.size ?? 0;
  }

  isWaiting(socket: Socket): boolean {
    return this.awaited(socket) > 0;
  }

  /**
   * Whether what is written now is taken for the answer to what arrives now: nothing that came
   * before is unanswered, and no answer has begun. Never where no connection has come about.
   */
  isInOrder(socket: Socket): boolean {
    const awaited = this.#awaited.get(socket);
    if (awaited === undefined) return false;
    return [...awaited].every(({ req, headersSent }) => !req.complete && !headersSent);
  }

  /** Ends those that wait for nothing, also where a request has begun to arrive. */
  endIdle(): void {
    for (const socket of this.#awaited.keys()) {
      if (!this.isWaiting(socket)) socket.destroy();
    }
  }

  /** Resolves when those that wait now have their answers to the last byte, or have gone. */
  async allAnswered(): Promise<void> {
    const waiting = [...this.#awaited.keys()].filter((socket) => this.isWaiting(socket));
    await Promise.all(
      waiting.map(
        (socket) => new Promise<void>((resolve) => this.#whenAnswered.set(socket, resolve)),
      ),
    );
  }

  #remove(socket: Socket, response: ServerResponse): void {
    const awaited = this.#awaited.get(socket);
    // A connection can be over before its answers are.
    if (awaited?.delete(response) === true && awaited.size === 0) this.#tellAnswered(socket);
  }

  #tellAnswered(socket: Socket): void {
    this.#whenAnswered.get(socket)?.();
    this.#whenAnswered.delete(socket);
  }
}
