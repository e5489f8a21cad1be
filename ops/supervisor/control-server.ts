// The supervisor's door: HTTP over a unix socket in the state folder, for engram-ops and for the stand-ins' curl.
// Whoever can open the socket controls the cluster; the folder is its owner's only.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Failure } from '../failure.ts';
import { answerFaults, type FaultAnswer } from '../faults/answer.ts';
import type { FaultDesk } from '../faults/desk.ts';
import { clusterFiles } from '../layout.ts';
import type { Cluster } from './cluster.ts';
import type { ClusterStatus } from './control-contract.ts';
import type { Done, NodeHost } from './node-host.ts';
import { describeCluster } from './status.ts';

const statusOfFailure = {
  'check-failed': 409,
  usage: 400,
  'could-not': 409,
  interrupted: 409,
} as const;

export class ControlServer {
  readonly #cluster: Cluster;
  readonly #faults: FaultDesk;
  readonly #end: (reason: string) => void;

  constructor(cluster: Cluster, faults: FaultDesk, end: (reason: string) => void) {
    this.#cluster = cluster;
    this.#faults = faults;
    this.#end = end;
  }

  async listen(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const server = createServer((request, response) => void this.#answer(request, response));
    server.once('error', reject);
    server.listen(clusterFiles(this.#cluster.folder).control, resolve);
    await promise;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const plain = request.headers.accept === 'text/plain';
    try {
      const result = await this.#route(request);
      const text = plain
        ? `${'message' in result ? result.message : ''}\n`
        : JSON.stringify(result);
      response.writeHead(200).end(text);
    } catch (error) {
      const failure = error instanceof Failure ? error : new Failure('could-not', String(error));
      const { kind, message, details, hint } = failure;
      const lines = [message, ...details, ...(hint === undefined ? [] : [`hint: ${hint}`])];
      const body = plain
        ? `${lines.join('\n')}\n`
        : JSON.stringify({ kind, message, details, hint });
      response.writeHead(statusOfFailure[kind]).end(body);
    }
  }

  async #route(request: IncomingMessage): Promise<ClusterStatus | Done | FaultAnswer> {
    const { method = '', url = '' } = request;
    const [, resource, id, verb] = url.split('?')[0]?.split('/') ?? [];
    if (method === 'GET' && resource === 'status')
      return describeCluster(this.#cluster, url.endsWith('?members'));
    if (method === 'POST' && resource === 'end') {
      setImmediate(() => this.#end('down'));
      return { changed: true, message: 'ending' };
    }
    if (resource === 'faults') return answerFaults(this.#faults, request, id);
    const host = this.#cluster.hosts.find((candidate) => candidate.id === id);
    if (resource !== 'nodes' || host === undefined)
      throw new Failure('usage', `Unexpected request \`${url}\``);
    if (method === 'GET') return { changed: false, message: host.state.state };
    return act(host, verb ?? '');
  }
}

async function act(host: NodeHost, verb: string): Promise<Done> {
  switch (verb) {
    case 'start':
      return host.start();
    case 'stop':
      return host.stop();
    case 'kill':
      return host.kill();
    case 'pause':
      return host.pause();
    case 'resume':
      return host.resume();
    default:
      if (/^signal-[A-Z0-9]+$/.test(verb)) return host.signal(verb.slice('signal-'.length));
      throw new Failure('usage', `Unexpected verb \`${verb}\``);
  }
}
