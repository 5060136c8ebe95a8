import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Test } from 'tap';

export type Answer = (body: string, reply: ServerResponse, request: IncomingMessage) => void;

export interface FakeServer {
  readonly url: string;
  /** Bodies in the order of their arrival. */
  readonly bodies: readonly string[];
  /** Connections that were ever opened. */
  readonly connections: () => number;
}

/** A server that answers as a test says, until the test ends. */
export async function startFake(t: Test, answer: Answer): Promise<FakeServer> {
  const bodies: string[] = [];
  let connections = 0;
  const server = createServer((request, reply) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      bodies.push(body);
      answer(body, reply, request);
    });
  });
  server.on('connection', () => (connections += 1));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  // A server that listens on a port has one.
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, bodies, connections: () => connections };
}

/** What mascarilla tells of an answer's cost. */
export const told = {
  'x-compute-tokens': '7',
  'x-queue-time': '1.5',
  'x-inference-time': '20.0',
};
