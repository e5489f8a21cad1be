/**
 * The coordinator's side of a snapshot.
 *
 * The cut: every primary holds its log for a moment; T is a hybrid time above all of theirs; every primary adds a marker
 * with a stamp above T and goes on. A write that was acknowledged before the first hold is in front of its log's marker,
 * one that was invoked after the last mark is behind it, and if a write is in front so is everything that was
 * acknowledged before it was invoked, in whatever space: while any log takes writes again, all of them have been held.
 * No clock is trusted for this. Then every copy writes what it has at its marker, and the manifest is made of that.
 */
import {
  type HeldGroup,
  type MarkedGroup,
  snapshotHoldPath,
  snapshotMarkPath,
  snapshotReleasePath,
} from '../api/internal-snapshot.ts';
import type { Clock } from '../io/clock.ts';
import { type Hlc, laterHlc, nextHlc, startHlc } from '../model/entry.ts';
import { catalogGroup, type NodeId } from '../model/ids.ts';
import type { Groups } from './groups.ts';
import type { Peers } from './peers.ts';
import type { SnapshotKeeper } from './snapshot-keeper.ts';

export type CutDeps = {
  readonly groups: Groups;
  readonly peers: Peers;
  readonly keeper: SnapshotKeeper;
  readonly clock: Clock;
};

export type Cut = { readonly time: Hlc; readonly groups: readonly MarkedGroup[] };

/** A node that does not answer within this time has no part in the cut, and there is none, milliseconds. */
const askMs = 2_000;

/** The cut, or why there is none: then nothing is held any more. */
export async function takeCut(snapshot: string, deps: CutDeps): Promise<Cut | string> {
  const { clock } = deps;
  const nodes = deps.peers.alive();
  const wanted = [
    catalogGroup,
    ...(deps.groups.catalog?.machine.spaces() ?? []).map(({ id }) => id),
  ];
  let isCut = false;
  try {
    const held = (await Promise.all(nodes.map((node) => hold(deps, node, snapshot)))).flat();
    const missing = wanted.filter(
      (group) => held.filter((row) => row.group === group).length !== 1,
    );
    if (missing.length > 0)
      return `no single primary answers for ${missing.map((group) => `\`${group}\``).join(', ')}`;
    const last = held.map((row) => row.last).reduce(laterHlc, startHlc);
    const time = nextHlc(last, clock.wallMs());
    const marked = (
      await Promise.all(nodes.map((node) => mark(deps, node, snapshot, time)))
    ).flat();
    const groups = marked.filter(({ group }) => held.some((row) => row.group === group));
    const failed = held.filter(
      ({ group }) => !groups.some((row) => row.group === group && row.position !== null),
    );
    if (failed.length > 0) return `the log of \`${failed[0]?.group}\` could not be cut in time`;
    isCut = true;
    return { time, groups: groups.filter(({ position }) => position !== null) };
  } finally {
    if (!isCut) await Promise.all(nodes.map((node) => release(deps, node, snapshot)));
  }
}

async function hold(
  { peers, keeper }: CutDeps,
  node: NodeId,
  snapshot: string,
): Promise<readonly HeldGroup[]> {
  if (node === peers.self) return keeper.hold(snapshot);
  const answer = peers.ask(node, snapshotHoldPath, { snapshot }, askMs);
  return await (answer as Promise<readonly HeldGroup[]>).catch(() => []);
}

async function mark(
  { peers, keeper }: CutDeps,
  node: NodeId,
  snapshot: string,
  after: Hlc,
): Promise<readonly MarkedGroup[]> {
  if (node === peers.self) return await keeper.mark(snapshot, after);
  const answer = peers.ask(node, snapshotMarkPath, { snapshot, after }, askMs);
  return await (answer as Promise<readonly MarkedGroup[]>).catch(() => []);
}

async function release({ peers, keeper }: CutDeps, node: NodeId, snapshot: string): Promise<void> {
  if (node === peers.self) keeper.release(snapshot);
  else await peers.ask(node, snapshotReleasePath, { snapshot }, askMs).catch(() => undefined);
}
