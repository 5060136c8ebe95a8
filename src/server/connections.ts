import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** The connections of a server, and how many answers each of them waits for. */
export class Connections {
  // Several of them where a client sends requests ahead of their answers.
  readonly #awaited = new Map<Socket, number>();
  readonly #whenAnswered = new Map<Socket, () => void>();

  constructor(server: Server) {
    server.on('connection', (socket: Socket) => {
      this.#awaited.set(socket, 0);
      socket.once('close', () => {
        this.#awaited.delete(socket);
        this.#tellAnswered(socket);
      });
    });
    // Before whoever answers it.
    server.prependListener('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
      this.#add(socket, 1);
      response.once('close', () => this.#add(socket, -1));
    });
  }

  /** Answers that it waits for. */
  awaited(socket: Socket): number {
    return this.#awaited.get(socket) ?? 0;
  }

  isWaiting(socket: Socket): boolean {
    return this.awaited(socket) > 0;
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

  #add(socket: Socket, change: number): void {
    const awaited = this.#awaited.get(socket);
    // A connection can be over before its answers are.
    if (awaited === undefined) return;
    this.#awaited.set(socket, awaited + change);
    if (awaited + change === 0) this.#tellAnswered(socket);
  }

  #tellAnswered(socket: Socket): void {
    this.#whenAnswered.get(socket)?.();
    this.#whenAnswered.delete(socket);
  }
}
