/** The two ends of a connection between nodes, in this process. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { PeerClient } from '../../../cluster/api/client.ts';
import { type PeerDesk, PeerLines } from '../../../cluster/api/peer-line.ts';

export type PeerServer = {
  /** As `http://127.0.0.1:<port>`. */
  readonly base: string;
  readonly port: number;
  readonly lines: PeerLines;
  /** How many there have been. */
  readonly connections: () => number;
  /** Cuts all connections. */
  readonly stop: () => Promise<void>;
};

/** A server that answers nodes by `desk`. */
export async function servePeers(desk: Partial<PeerDesk>, port = 0): Promise<PeerServer> {
  const lines = new PeerLines({ admit: () => undefined, answer: async () => null, ...desk });
  const server = createServer();
  let connections = 0;
  server.on('connection', () => {
    connections += 1;
  });
  server.on('upgrade', (_, socket: Socket, first: Buffer) => lines.take(socket, first));
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const stop = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    lines.destroy();
    await closed;
  };
  onTestFinished(stop);
  const { port: bound } = server.address() as AddressInfo;
  const base = `http://127.0.0.1:${bound}`;
  return { base, port: bound, lines, connections: () => connections, stop };
}

/** A client that speaks as `node-1`. */
export function peerClient(localAddress = '127.0.0.1'): PeerClient {
  const client = new PeerClient({
    nodeId: 'node-1',
    clusterEpoch: () => undefined,
    localAddress,
    signer: null,
    ca: null,
    wrong: null,
  });
  onTestFinished(() => client.close());
  return client;
}
