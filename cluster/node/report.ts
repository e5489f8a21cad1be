/** What this node holds, and the same from all alive nodes. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  type GroupReport,
  type NodeReport,
  type RootsRequest,
  reportPath,
  rootsPath,
} from '../api/internal.ts';
import type { Clock } from '../io/clock.ts';
import type { GroupId, NodeId } from '../model/ids.ts';
import type { GroupHost } from './group-host.ts';
import type { Groups } from './groups.ts';
import type { HostLoadSampler } from './host-load.ts';
import type { Machine } from './machine.ts';
import type { Peers } from './peers.ts';
import { rootAt } from './root-at.ts';

export type ReportsDeps = {
  readonly groups: Groups;
  readonly peers: Peers;
  readonly clock: Clock;
  readonly load: Pick<HostLoadSampler, 'sample'>;
  /** Root hash of the patterns of a space; null for other groups. */
  readonly patternRoot: (group: GroupId) => Promise<string | null>;
  /** Bytes of the write-ahead log. */
  readonly walBytes: () => number;
};

export type ClusterReport = {
  readonly nodes: readonly NodeReport[];
  /** Alive members that gave no report in time. */
  readonly unanswered: readonly NodeId[];
};

export type ReportOptions = {
  /** With the root hashes of all groups. Default without. */
  readonly roots?: RootsRequest;
  readonly deadlineMs?: number;
};

/** Every group as it is. */
export const rootsNow: RootsRequest = { at: {}, waitMs: 0 };

/** A node that does not answer a question about itself within this time is reported as not answering, milliseconds. */
const reportDeadlineMs = 1_000;

export class Reports {
  readonly #deps: ReportsDeps;

  constructor(deps: ReportsDeps) {
    this.#deps = deps;
  }

  async own(options: ReportOptions = {}): Promise<NodeReport> {
    const { groups, peers, load, walBytes } = this.#deps;
    return {
      node: peers.self,
      groups:
        options.roots === undefined
          ? groups.hosts().map(reportGroup)
          : await this.#groupsWithRoots(options.roots),
      walBytes: walBytes(),
      memoryBytes: process.memoryUsage.rss(),
      load: await load.sample(),
    };
  }

  async #groupsWithRoots({ at, waitMs }: RootsRequest): Promise<readonly GroupReport[]> {
    const { groups, clock } = this.#deps;
    // First of all, so that none is past its sequence when its turn comes.
    const awaited = new Map(
      Object.entries(at).flatMap(([space, sequence]) => {
        const host = groups.spaces.get(space);
        if (host === undefined) return [];
        return [[host.id, rootAt(host, sequence, clock, waitMs)] as const];
      }),
    );
    const reported: GroupReport[] = [];
    for (const host of groups.hosts()) {
      // One in each turn of the event loop: hashing what has changed in all of them would keep everybody waiting.
      await nextTurn();
      const root = await awaited.get(host.id);
      const patternRoot = await this.#deps.patternRoot(host.id);
      if (typeof root === 'string')
        reported.push({ ...reportGroup(host), applied: at[host.id] ?? 0, root, patternRoot });
      else reported.push({ ...reportGroup(host), root: host.machine.rootHash(), patternRoot });
    }
    return reported;
  }

  async all(options: ReportOptions = {}): Promise<ClusterReport> {
    const { peers } = this.#deps;
    const asked = peers.alive();
    const path = options.roots === undefined ? reportPath : rootsPath;
    const body = options.roots ?? {};
    const reports = await Promise.all(
      asked.map(async (node) => {
        if (node === peers.self) return await this.own(options);
        // The peer is another node of this program: it answers its own `own()`.
        const answer = peers.ask(
          node,
          path,
          body,
          options.deadlineMs ?? reportDeadlineMs,
          'reports',
        );
        return await (answer as Promise<NodeReport>).catch(() => null);
      }),
    );
    return {
      nodes: reports.filter((report) => report !== null),
      unanswered: asked.filter((_, index) => reports[index] === null),
    };
  }
}

function reportGroup(host: GroupHost<Machine<unknown>>): GroupReport {
  const { role, epoch, primary, settled, copies, commit, peers } = host.status();
  return {
    id: host.id,
    role,
    epoch,
    primary,
    settled,
    copies,
    commit,
    applied: host.machine.applied(),
    root: null,
    patternRoot: null,
    peers,
  };
}
