/** HTTP from node to node: own source address, kept connections per peer, a deadline on every call. */
import type { Agent as HttpAgent, IncomingMessage } from 'node:http';
import type { Clock } from '../io/clock.ts';
import { exchangeOver } from '../net/faulty-exchange.ts';
import type { LinkFaults, LinkLane } from '../net/link-faults.ts';
import type { PeerSigner } from '../security/peer-signature.ts';
import { Agent, https, request as startRequest } from './http.ts';
import { peerHeaders } from './peer-headers.ts';

/**
 * Calls of one lane share connections, calls of different lanes never wait for each other. Replication has its own:
 * a request that waits for a commit must not hold the connection that the acknowledgement needs. So has `bulk`: a whole
 * state on its way must not delay keep-alives.
 */
export type Lane = Exclude<LinkLane, 'swim'>;

export type PeerCall = {
  readonly lane: Lane;
  /** Base URL of the peer: `http://10.0.1.11:7432`. */
  readonly base: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly deadlineMs: number;
};

export type PeerAnswer = { readonly status: number; readonly body: unknown };

/** The peer gave no answer. */
export class PeerError extends Error {
  override readonly name = 'PeerError';
  /** False: the request certainly never reached the peer. */
  readonly sent: boolean;

  constructor(message: string, sent: boolean, cause: unknown) {
    super(message, { cause });
    this.sent = sent;
  }
}

/** Longest answer of a peer, bytes. */
const answerBytesMax = 64 * 1024 * 1024;

export type PeerClientOptions = {
  readonly nodeId: string;
  /** Source of all connections, so that a packet filter on addresses cuts them like the datagrams. */
  readonly localAddress: string | undefined;
  /** Null: nodes share no secret. */
  readonly signer: PeerSigner | null;
  /** Certificates that those of peers with HTTPS are checked against, PEM; null for those of the system. */
  readonly ca: string | null;
  /** What is wrong with the links of a test node; null on every other. */
  readonly wrong: { readonly links: LinkFaults; readonly clock: Clock } | null;
};

export class PeerClient {
  readonly #options: PeerClientOptions;
  /** By base URL, then by lane. */
  readonly #agents = new Map<string, Map<Lane, HttpAgent>>();

  constructor(options: PeerClientOptions) {
    this.#options = options;
  }

  async call(call: PeerCall): Promise<PeerAnswer> {
    if (this.#options.wrong === null) return await this.#exchange(call);
    return await exchangeOver(this.#options.wrong.links, this.#options.wrong.clock, {
      peer: new URL(call.base).hostname.replace(/^\[|\]$/g, ''),
      lane: call.lane,
      deadlineMs: call.deadlineMs,
      perform: () => this.#exchange(call),
      late: (sent) => {
        const reason = new Error(`the deadline of ${Math.round(call.deadlineMs)} ms passed`);
        return new PeerError(`No answer to ${sentenceOf(call)}: ${reason.message}.`, sent, reason);
      },
    });
  }

  async #exchange(call: PeerCall): Promise<PeerAnswer> {
    return await new Promise((resolve, reject) => {
      let connected = false;
      const fail = (cause: unknown): void => {
        clearTimeout(timer);
        request.destroy();
        const reason = cause instanceof Error ? cause.message : String(cause);
        reject(new PeerError(`No answer to ${sentenceOf(call)}: ${reason}.`, connected, cause));
      };
      const payload = call.body === undefined ? null : Buffer.from(JSON.stringify(call.body));
      const request = this.#start(call, payload);
      const timer = setTimeout(
        () => fail(new Error(`the deadline of ${Math.round(call.deadlineMs)} ms passed`)),
        call.deadlineMs,
      );
      request.on('socket', (socket) => {
        if (!socket.connecting) connected = true;
        else
          socket.once('connect', () => {
            connected = true;
          });
      });
      request.on('error', fail);
      request.on('response', (response) => {
        readAnswer(response).then((body) => {
          clearTimeout(timer);
          resolve({ status: response.statusCode ?? 0, body });
        }, fail);
      });
      request.end(payload ?? undefined);
    });
  }

  /** Ends all connections to a peer: after a cut the old ones would wait for TCP's back-off, new ones work at once. */
  forget(base: string): void {
    for (const agent of this.#agents.get(base)?.values() ?? []) agent.destroy();
    this.#agents.delete(base);
  }

  close(): void {
    for (const base of this.#agents.keys()) this.forget(base);
  }

  #start(
    { base, lane, method, path }: PeerCall,
    payload: Buffer | null,
  ): ReturnType<typeof startRequest> {
    const { nodeId: from, localAddress, signer } = this.#options;
    const body = payload ?? Buffer.alloc(0);
    const length = payload === null ? {} : { 'content-length': body.length };
    return startRequest(`${base}${path}`, {
      method,
      agent: this.#agent(base, lane),
      headers: {
        ...peerHeaders(signer, { method, path, from, body }),
        'content-type': 'application/json',
        ...length,
      },
      ...(localAddress === undefined ? {} : { localAddress }),
    });
  }

  #agent(base: string, lane: Lane): HttpAgent {
    const lanes = this.#agents.get(base) ?? new Map<Lane, HttpAgent>();
    this.#agents.set(base, lanes);
    let agent = lanes.get(lane);
    if (agent === undefined) {
      agent = this.#newAgent(base);
      lanes.set(lane, agent);
    }
    return agent;
  }

  /** The agent decides whether it is TLS. */
  #newAgent(base: string): HttpAgent {
    const limits = { keepAlive: true, maxSockets: 64, maxFreeSockets: 16, timeout: 10_000 };
    if (!base.startsWith('https:')) return new Agent(limits);
    const { ca } = this.#options;
    return new (https().Agent)({ ...limits, ...(ca === null ? {} : { ca }) });
  }
}

function sentenceOf({ method, base, path }: PeerCall): string {
  return `\`${method} ${base}${path}\``;
}

async function readAnswer(response: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > answerBytesMax) throw new Error(`more than ${answerBytesMax} bytes came`);
    chunks.push(chunk);
  }
  return bytes === 0 ? null : JSON.parse(Buffer.concat(chunks).toString());
}
