import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { Server as TlsServer, type TLSSocket } from 'node:tls';

/** Connections of a server that are not secure yet: none where it speaks HTTP without TLS. */
export class Handshakes {
  // Node does not tell which connection became a secure one; both have the client's address.
  readonly #open = new Map<string, Socket>();

  /** Begins to follow them, before the first one comes. */
  follow(server: Server): void {
    if (!(server instanceof TlsServer)) return;
    server.on('connection', (socket: Socket) => {
      const address = addressOf(socket);
      this.#open.set(address, socket);
      socket.once('close', () => {
        if (this.#open.get(address) === socket) this.#open.delete(address);
      });
    });
    server.on('secureConnection', (socket: TLSSocket) => this.#open.delete(addressOf(socket)));
  }

  end(): void {
    for (const socket of this.#open.values()) socket.destroy();
  }
}

const addressOf = ({ remoteAddress, remotePort }: Socket): string =>
  `${remoteAddress} ${remotePort}`;
