/**
 * The coordinator's side of a snapshot: takes the cut (`snapshot-cut.ts`), waits until every copy on a node that is alive
 * has written what it has there, and makes the manifest of that.
 */
import type { Deadline } from '../api/deadline.ts';
import {
  type SnapshotRun,
  type SnapshotView,
  type StartAnswer,
  snapshotManifestPath,
  snapshotStartPath,
  snapshotViewPath,
} from '../api/internal-snapshot.ts';
import { sentenceOf } from '../errors.ts';
import type { Clock } from '../io/clock.ts';
import type { Logger } from '../io/logger.ts';
import type { NodeId } from '../model/ids.ts';
import { type Attempt, askOffice, notCoordinator } from './ask-office.ts';
import type { Groups } from './groups.ts';
import { OfficeLine } from './office-line.ts';
import { type Peers, toFailedAttempt } from './peers.ts';
import type { Signal } from './signal.ts';
import { type Cut, takeCut } from './snapshot-cut.ts';
import type { SnapshotKeeper } from './snapshot-keeper.ts';

export type SnapshotDeskDeps = {
  readonly groups: Groups;
  readonly peers: Peers;
  readonly keeper: SnapshotKeeper;
  readonly changed: Signal;
  readonly clock: Clock;
  readonly logger: Logger;
  /** For the manifest. */
  readonly version: string;
  readonly clusterEpoch: () => number;
  /** Throws when this node must not take writes now. */
  readonly requireWritable: () => void;
};

/** How long the copies may take to write, milliseconds. */
const writingMs = 300_000;
const askMs = 2_000;
const pollMs = 100;
/** Finished runs that are remembered. */
const runsMax = 50;

export class SnapshotDesk {
  readonly #deps: SnapshotDeskDeps;
  readonly #line = new OfficeLine();
  readonly #runs = new Map<string, SnapshotRun>();
  #running: string | null = null;

  constructor(deps: SnapshotDeskDeps) {
    this.#deps = deps;
    deps.keeper.runOf = (snapshot) => this.#runs.get(snapshot) ?? null;
    deps.keeper.runs = () => [...this.#runs.keys()];
  }

  /** Takes the cut, wherever the coordinator is; resolves when it is taken and the copies are being written. */
  async start(description: string | null, deadline: Deadline): Promise<StartAnswer> {
    const { groups, changed, requireWritable } = this.#deps;
    requireWritable();
    const question = {
      office: 'The coordinator',
      line: this.#line,
      candidates: () => groups.catalog?.status().copies.voters ?? [],
      holder: () => groups.catalog?.primary ?? null,
      ask: (node: NodeId, remainingMs: number) => this.#askStart(node, description, remainingMs),
      writes: true,
    };
    return await askOffice(question, deadline, changed);
  }

  /** What this node says when it is asked as the coordinator. */
  async answerStart(description: string | null): Promise<Attempt<StartAnswer>> {
    const { groups, keeper, clock, logger } = this.#deps;
    if (groups.catalog?.isSettledPrimary !== true) {
      return notCoordinator(groups.catalog?.primary ?? null);
    }
    if (this.#running !== null) {
      return { kind: 'answered', answer: { kind: 'running', snapshot: this.#running } };
    }
    this.#running = 'snap_';
    try {
      const { snapshotId } = await import('../backup/manifest.ts');
      const known = new Set((await keeper.view(null)).map(({ snapshot }) => snapshot));
      const snapshot = snapshotId(clock.wallMs(), (id) => known.has(id) || this.#runs.has(id));
      this.#running = snapshot;
      const cut = await takeCut(snapshot, this.#deps);
      if (typeof cut === 'string') {
        this.#running = null;
        logger.warn('snapshot-refused', { snapshot, reason: cut });
        return { kind: 'refused', reason: cut, primary: null };
      }
      const alive = new Set(this.#deps.peers.alive());
      const nodes = groups.catalog.machine.nodes().filter((node) => alive.has(node));
      this.#note(snapshot, {
        status: 'in_progress',
        reason: null,
        description,
        time: cut.time,
        nodes,
        completed: [],
      });
      logger.info('snapshot-cut', { snapshot, spaces: cut.groups.length - 1 });
      void this.#complete(snapshot, cut);
      return {
        kind: 'answered',
        answer: { kind: 'started', snapshot, time: cut.time, nodes: nodes.length },
      };
    } catch (thrown) {
      this.#running = null;
      throw thrown;
    }
  }

  /** What all alive nodes say about one snapshot, or about all. */
  async views(snapshot: string | null): Promise<{
    readonly views: ReadonlyMap<NodeId, readonly SnapshotView[]>;
    readonly unanswered: readonly NodeId[];
  }> {
    const views = new Map<NodeId, readonly SnapshotView[]>();
    const unanswered: NodeId[] = [];
    await Promise.all(
      this.#deps.peers.alive().map(async (node) => {
        const said = await this.#view(node, snapshot).catch(() => null);
        if (said === null) unanswered.push(node);
        else views.set(node, said);
      }),
    );
    return { views, unanswered };
  }

  async #askStart(
    node: NodeId,
    description: string | null,
    remainingMs: number,
  ): Promise<Attempt<StartAnswer>> {
    const { peers } = this.#deps;
    if (node === peers.self) return await this.answerStart(description);
    try {
      // The peer is another node of this program: it answers what `answerStart` above returns.
      return (await peers.ask(
        node,
        snapshotStartPath,
        { description },
        remainingMs,
      )) as Attempt<StartAnswer>;
    } catch (thrown) {
      return toFailedAttempt(thrown);
    }
  }

  /** Waits for all copies, compares them, and makes the manifest. */
  async #complete(snapshot: string, cut: Cut): Promise<void> {
    const { clock, logger, changed } = this.#deps;
    const endsAt = clock.monotonicMs() + writingMs;
    let reason: string | null = 'the copies were not written in time';
    try {
      while (clock.monotonicMs() < endsAt) {
        const found = await this.#collect(snapshot, cut);
        if (found.kind === 'waiting') {
          await changed.wait(pollMs);
          continue;
        }
        reason =
          found.kind === 'failed' ? found.reason : await this.#publish(snapshot, cut, found.files);
        break;
      }
    } catch (thrown) {
      reason = sentenceOf(thrown);
    }
    const run = this.#runs.get(snapshot);
    if (run !== undefined)
      this.#note(snapshot, { ...run, status: reason === null ? 'complete' : 'failed', reason });
    if (reason !== null) logger.error('snapshot-failed', { snapshot, reason });
    this.#running = null;
  }

  async #collect(snapshot: string, cut: Cut) {
    const { views } = await this.views(snapshot);
    const parts = new Map<NodeId, SnapshotView>();
    for (const [node, [view]] of views) {
      if (view?.fault !== null && view?.fault !== undefined)
        return { kind: 'failed', reason: `${node}: ${view.fault}` } as const;
      if (view !== undefined) parts.set(node, view);
    }
    const { gatherGroups } = await import('./snapshot-parts.ts');
    const alive = new Set(this.#deps.peers.alive());
    const gathered = gatherGroups(cut.groups, parts, (node) => alive.has(node));
    const run = this.#runs.get(snapshot);
    if (run !== undefined) this.#note(snapshot, { ...run, ...gathered.progress });
    return gathered.outcome;
  }

  /** Null when every node that holds a part has the manifest. */
  async #publish(
    snapshot: string,
    cut: Cut,
    files: readonly SnapshotView['files'][number][],
  ): Promise<string | null> {
    const { peers, version, clusterEpoch, groups } = this.#deps;
    const { encodeManifest } = await import('../backup/manifest.ts');
    const run = this.#runs.get(snapshot);
    const nodes = run?.nodes ?? [];
    const manifest = encodeManifest({
      format: 'engram-snapshot',
      version: 1,
      snapshot_id: snapshot,
      description: run?.description ?? null,
      time: cut.time,
      cluster_epoch: clusterEpoch(),
      cluster_id: groups.catalog?.machine.clusterId() ?? null,
      engram_version: version,
      coordinator: peers.self,
      nodes: [...nodes],
      groups: files.map(({ voters, learners, ...file }) => ({
        ...file,
        voters: [...voters],
        learners: [...learners],
      })),
    });
    const text = manifest.toString('utf8');
    // This node last: a manifest here says that the others have theirs.
    for (const node of [...nodes.filter((node) => node !== peers.self), peers.self]) {
      if (node === peers.self) await this.#deps.keeper.keepManifest(snapshot, text);
      else await peers.ask(node, snapshotManifestPath, { snapshot, text }, askMs);
    }
    return null;
  }

  #note(snapshot: string, run: SnapshotRun): void {
    this.#runs.delete(snapshot);
    this.#runs.set(snapshot, run);
    const [oldest] = this.#runs.keys();
    if (this.#runs.size > runsMax && oldest !== undefined) this.#runs.delete(oldest);
  }

  async #view(node: NodeId, snapshot: string | null): Promise<readonly SnapshotView[]> {
    const { peers, keeper } = this.#deps;
    if (node === peers.self) return await keeper.view(snapshot);
    return (await peers.ask(
      node,
      snapshotViewPath,
      { snapshot },
      askMs,
    )) as readonly SnapshotView[];
  }
}
