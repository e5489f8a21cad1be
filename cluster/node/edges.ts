/** Where a node touches what is outside its process, besides the disk, the clock and chance: these are handed in, too. */
import { type PeerCalls, PeerClient, type PeerClientOptions } from '../api/client.ts';
import { type HttpServer, type HttpServerOptions, startHttpServer } from '../api/server.ts';
import type { Transport } from '../net/transport.ts';
import { openUdpTransport } from '../net/udp-transport.ts';
import { HostLoadSampler } from './host-load.ts';

export type NodeEdges = {
  /** Listens for requests of clients and of other nodes; rejects with a `StartError` if it cannot. */
  readonly serve: (options: HttpServerOptions) => Promise<HttpServer>;
  /** Binds the socket of SWIM to `ip:port`; no datagram is larger than `bytesMax`. */
  readonly openDatagrams: (bind: string, bytesMax: number) => Promise<Transport>;
  /** The way of requests to other nodes. */
  readonly callPeers: (options: PeerClientOptions) => PeerCalls;
  /** Says how busy the host of this data folder is. */
  readonly sampleLoad: (dataRoot: string) => Pick<HostLoadSampler, 'sample'>;
};

/** Those of the host: TCP, UDP, and what the kernel says. */
export const systemEdges: NodeEdges = {
  serve: startHttpServer,
  openDatagrams: openUdpTransport,
  callPeers: (options) => new PeerClient(options),
  sampleLoad: (dataRoot) => new HostLoadSampler(dataRoot),
};
