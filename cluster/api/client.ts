/** Requests from node to node: own source address, kept connections per peer, a deadline on every call. */
import { connect, isIP } from 'node:net';
import type { Clock } from '../io/clock.ts';
import { exchangeOver } from '../net/faulty-exchange.ts';
import type { LinkFaults, LinkLane } from '../net/link-faults.ts';
import type { PeerSigner } from '../security/peer-signature.ts';
import { tls } from './http.ts';
import { PeerConnection } from './peer-connection.ts';
import { writeFrame } from './peer-frame.ts';
import { peerHead } from './peer-head.ts';

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
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** The body as JSON already, in place of `body`. */
  readonly json?: string;
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

/**
 * A connection that was idle for longer is not used again, milliseconds: shorter than the peer keeps it (30 s), and longer
 * than the rounds of most chores (10 s), which would open new ones every time.
 */
const idleMaxMs = 25_000;

export type PeerClientOptions = {
  readonly nodeId: string;
  /** The cluster epoch that is said with every request; undefined for the first one. */
  readonly clusterEpoch: () => string | undefined;
  /** Source of all connections, so that a packet filter on addresses cuts them like the datagrams. */
  readonly localAddress: string | undefined;
  /** Null: nodes share no secret. */
  readonly signer: PeerSigner | null;
  /** Certificates that those of peers with HTTPS are checked against, PEM; null for those of the system. */
  readonly ca: string | null;
  /** What is wrong with the links of a test node; null on every other. */
  readonly wrong: { readonly links: LinkFaults; readonly clock: Clock } | null;
};

/** What the parts of a node need of it. */
export type PeerCalls = Pick<PeerClient, 'call' | 'forget' | 'close'>;

export class PeerClient {
  readonly #options: PeerClientOptions;
  /** By base URL, then by lane. */
  readonly #lanes = new Map<string, Map<Lane, PeerConnection[]>>();
  /** By base URL. */
  readonly #hosts = new Map<string, string>();

  constructor(options: PeerClientOptions) {
    this.#options = options;
  }

  async call(call: PeerCall): Promise<PeerAnswer> {
    if (this.#options.wrong === null) return await this.#exchange(call);
    return await exchangeOver(this.#options.wrong.links, this.#options.wrong.clock, {
      peer: this.#hostOf(call.base),
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
      const connection = this.#connection(call);
      const timer = setTimeout(
        () => connection.end(new Error(`the deadline of ${Math.round(call.deadlineMs)} ms passed`)),
        call.deadlineMs,
      );
      const fail = (cause: unknown, sent: boolean): void => {
        const reason = cause instanceof Error ? cause.message : String(cause);
        reject(new PeerError(`No answer to ${sentenceOf(call)}: ${reason}.`, sent, cause));
      };
      connection.send(this.#request(call), (result) => {
        clearTimeout(timer);
        if ('cause' in result) return fail(result.cause, result.sent);
        try {
          resolve({ status: result.status, body: parseBody(result.body) });
        } catch (cause) {
          fail(cause, true);
        }
      });
    });
  }

  /** Ends all connections to a peer: after a cut the old ones would wait for TCP's back-off, new ones work at once. */
  forget(base: string): void {
    const ended = new Error('the peer is gone');
    for (const lane of this.#lanes.get(base)?.values() ?? [])
      for (const connection of lane) connection.end(ended);
    this.#lanes.delete(base);
  }

  close(): void {
    for (const base of this.#lanes.keys()) this.forget(base);
  }

  #hostOf(base: string): string {
    const known = this.#hosts.get(base);
    if (known !== undefined) return known;
    const host = new URL(base).hostname.replace(/^\[|\]$/g, '');
    this.#hosts.set(base, host);
    return host;
  }

  #request({ path, body, json }: PeerCall): Buffer {
    const { nodeId: from, signer } = this.#options;
    const clusterEpoch = this.#options.clusterEpoch();
    const text = json ?? (body === undefined ? '' : JSON.stringify(body));
    return writeFrame(peerHead(signer, { path, from, clusterEpoch, body: text }), text);
  }

  /** A free connection of the lane, or a new one. */
  #connection({ base, lane }: PeerCall): PeerConnection {
    const lanes = this.#lanes.get(base) ?? new Map<Lane, PeerConnection[]>();
    this.#lanes.set(base, lanes);
    const now = performance.now();
    const kept: PeerConnection[] = [];
    let free: PeerConnection | null = null;
    for (const connection of lanes.get(lane) ?? []) {
      if (!connection.isFree) {
        if (!connection.isLost) kept.push(connection);
      } else if (now - connection.idleSince > idleMaxMs) connection.end(new Error('it was idle'));
      else {
        kept.push(connection);
        free ??= connection;
      }
    }
    if (free === null) {
      free = this.#open(base);
      kept.push(free);
    }
    lanes.set(lane, kept);
    return free;
  }

  #open(base: string): PeerConnection {
    const { localAddress, ca } = this.#options;
    const { hostname, port, protocol } = new URL(base);
    const secure = protocol === 'https:';
    const host = this.#hostOf(base);
    const to = { host, port: Number(port) || (secure ? 443 : 80) };
    const from = localAddress === undefined ? {} : { localAddress };
    if (!secure)
      return new PeerConnection(connect({ ...to, ...from }), 'connect', `${hostname}:${to.port}`);
    // A certificate may name an address; a server name in the handshake may not be one.
    const named = isIP(host) === 0 ? { servername: host } : {};
    const trusted = ca === null ? {} : { ca };
    const socket = tls().connect({ ...to, ...from, ...named, ...trusted });
    return new PeerConnection(socket, 'secureConnect', `${hostname}:${to.port}`);
  }
}

function sentenceOf({ base, path }: PeerCall): string {
  return `\`${base}${path}\``;
}

function parseBody(body: Buffer): unknown {
  return body.length === 0 ? null : JSON.parse(body.toString());
}
