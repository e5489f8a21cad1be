/** What this node holds, and the same from all alive nodes. */
import { type GroupReport, type NodeReport, reportPath } from '../api/internal.ts';
import type { NodeId } from '../model/ids.ts';
import type { GroupHost } from './group-host.ts';
import type { Groups } from './groups.ts';
import type { HostLoadSampler } from './host-load.ts';
import type { Machine } from './machine.ts';
import type { Peers } from './peers.ts';

export type ReportsDeps = {
  readonly groups: Groups;
  readonly peers: Peers;
  readonly load: HostLoadSampler;
  /** Bytes of the write-ahead log. */
  readonly walBytes: () => Promise<number>;
};

export type ClusterReport = {
  readonly nodes: readonly NodeReport[];
  /** Alive members that gave no report in time. */
  readonly unanswered: readonly NodeId[];
};

/** A node that does not answer a question about itself within this time is reported as not answering, milliseconds. */
const reportDeadlineMs = 1_000;

export class Reports {
  readonly #deps: ReportsDeps;

  constructor(deps: ReportsDeps) {
    this.#deps = deps;
  }

  async own(): Promise<NodeReport> {
    const { groups, peers, load, walBytes } = this.#deps;
    return {
      node: peers.self,
      groups: groups.hosts().map(reportGroup),
      walBytes: await walBytes(),
      memoryBytes: process.memoryUsage.rss(),
      load: await load.sample(),
    };
  }

  async all(deadlineMs: number = reportDeadlineMs): Promise<ClusterReport> {
    const { peers } = this.#deps;
    const asked = peers.alive();
    const reports = await Promise.all(
      asked.map(async (node) => {
        if (node === peers.self) return await this.own();
        // The peer is another node of this program: it answers its own `own()`.
        const answer = peers.get(node, reportPath, deadlineMs) as Promise<NodeReport>;
        return await answer.catch(() => null);
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
    root: host.machine.rootHash(),
    peers,
  };
}
