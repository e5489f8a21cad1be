/**
 * Recovery to a point in time: which entries behind a snapshot's cut have to be replayed, by the logs of all nodes. Pure.
 *
 * A write that was acknowledged before the target was in the logs of a majority of its copies before the target. So of the
 * logs of any majority that reach from the cut to the target, the most advanced one has them all, as an election would
 * have it. Its entries with a stamp up to the target become the log of every copy; whether they are committed is left to
 * the first primary, which commits them as it would after any restart.
 */
import { comparePositions, type Entry, type Position, startPosition } from '../model/entry.ts';
import { compareIds, type GroupId, type NodeId } from '../model/ids.ts';
import { type CopySet, majorityOf } from '../model/space.ts';

/** A record of a log, as far as it matters here. */
export type LoggedRecord =
  | { readonly kind: 'entry'; readonly group: GroupId; readonly entry: Entry }
  | { readonly kind: 'promise'; readonly group: GroupId; readonly founders: CopySet | null }
  | {
      readonly kind: 'install';
      readonly group: GroupId;
      readonly installed: { readonly position: Position };
    };

/** What one log has of one group behind the cut. */
export type GroupTail = {
  /** True: from the cut on nothing is missing in it. */
  readonly connected: boolean;
  /** Who founded a group that was not there at the cut; null if this log does not know. */
  readonly founders: CopySet | null;
  /** Behind the cut, with stamps up to the target. */
  readonly entries: readonly Entry[];
};

type Tail = {
  connected: boolean;
  founders: CopySet | null;
  entries: Entry[];
  /** Sequence of the newest entry, whatever its stamp. */
  last: number;
};

/** One log of one node, read record by record. */
export class TailReader {
  readonly #cuts: ReadonlyMap<GroupId, Position>;
  readonly #untilMs: number;
  readonly #tails = new Map<GroupId, Tail>();

  /** `cuts`: where the snapshot cut each group. `untilMs`: the target, Unix milliseconds. */
  constructor(cuts: ReadonlyMap<GroupId, Position>, untilMs: number) {
    this.#cuts = cuts;
    this.#untilMs = untilMs;
  }

  add(record: LoggedRecord): void {
    const tail = this.#tail(record.group);
    const cut = this.#cutOf(record.group);
    if (record.kind === 'entry') this.#addEntry(tail, cut, record.entry);
    else if (record.kind === 'install') {
      // A state in place of entries: what came between the cut and it is not in this log.
      restart(tail, cut, comparePositions(record.installed.position, cut) === 0);
    } else if (record.founders !== null && cut.sequence === 0) {
      tail.founders = record.founders;
      tail.connected ||= tail.last === 0;
    }
  }

  /** Records are missing here: nothing before it can be continued. */
  gap(): void {
    for (const [group, tail] of this.#tails) restart(tail, this.#cutOf(group), false);
  }

  tails(): ReadonlyMap<GroupId, GroupTail> {
    return this.#tails;
  }

  #addEntry(tail: Tail, cut: Position, entry: Entry): void {
    if (entry.sequence <= cut.sequence) {
      restart(tail, cut, entry.sequence === cut.sequence && entry.epoch === cut.epoch);
      return;
    }
    if (!tail.connected || entry.sequence > tail.last + 1) {
      tail.connected = false;
      return;
    }
    tail.last = entry.sequence;
    tail.entries.length = Math.min(tail.entries.length, entry.sequence - cut.sequence - 1);
    // Stamps rise along a log: behind one that is too new there is none that is not.
    const follows = tail.entries.length === entry.sequence - cut.sequence - 1;
    if (follows && entry.hlc.wallMs <= this.#untilMs) tail.entries.push(entry);
  }

  #tail(group: GroupId): Tail {
    const known = this.#tails.get(group);
    if (known !== undefined) return known;
    const tail = { connected: false, founders: null, entries: [], last: 0 };
    this.#tails.set(group, tail);
    return tail;
  }

  #cutOf(group: GroupId): Position {
    return this.#cuts.get(group) ?? startPosition;
  }
}

function restart(tail: Tail, cut: Position, connected: boolean): void {
  tail.connected = connected;
  tail.entries = [];
  tail.last = cut.sequence;
}

/** What was read of one log. */
export type NodeTails = {
  readonly node: NodeId;
  /** The log has everything that its node had written before, Unix milliseconds. */
  readonly throughMs: number;
  /** It begins behind the cut, because what was before was removed when no snapshot needed it. */
  readonly isPruned: boolean;
  readonly tails: ReadonlyMap<GroupId, GroupTail>;
};

export type ReplayOrder = {
  /** Groups of the snapshot: where they were cut, and who held them. */
  readonly groups: readonly {
    readonly group: GroupId;
    readonly position: Position;
    readonly copies: CopySet;
  }[];
  /** When the snapshot was cut, Unix milliseconds. */
  readonly cutMs: number;
  readonly untilMs: number;
  /** The copies that an entry states; null if it states none. */
  readonly copiesOf: (entry: Entry) => CopySet | null;
};

export type ReplayedGroup = {
  readonly group: GroupId;
  /** Where its state stands; sequence 0 for a group that was founded after the cut. */
  readonly position: Position;
  /** In force there. */
  readonly copies: CopySet;
  readonly entries: readonly Entry[];
  /** In force behind the last entry. */
  readonly copiesAtEnd: CopySet;
};

export type ReplayPlan =
  /** Sorted by group. */
  | { readonly kind: 'plan'; readonly groups: readonly ReplayedGroup[] }
  | {
      readonly kind: 'refused';
      readonly reason: string;
      /** Times that can be reached, Unix milliseconds; null if it is none. */
      readonly range: { readonly fromMs: number; readonly toMs: number } | null;
      /** What is missing was removed for good: no further copying of logs brings it back. */
      readonly isPruned: boolean;
    };

export function planReplay(order: ReplayOrder, logs: readonly NodeTails[]): ReplayPlan {
  const { cutMs, untilMs } = order;
  const judged = wantedGroups(order, logs).map((wanted) => judge(wanted, order, logs));
  const lacking = judged.find(({ reachedMs }) => reachedMs === null);
  if (lacking !== undefined) return refuseLacking(lacking, logs);
  const toMs = Math.min(...judged.map(({ reachedMs }) => reachedMs ?? 0));
  const range = toMs < cutMs ? null : { fromMs: cutMs, toMs };
  if (untilMs < cutMs) {
    const reason = 'The target is before the cut of the snapshot';
    return { kind: 'refused', reason, range, isPruned: false };
  }
  const short = judged.find(({ reachedMs }) => (reachedMs ?? 0) < untilMs);
  if (short !== undefined) {
    const reason = `The target is behind the end of the archived logs of \`${short.replayed.group}\``;
    return { kind: 'refused', reason, range, isPruned: false };
  }
  return { kind: 'plan', groups: judged.map(({ replayed }) => replayed) };
}

type Wanted = ReplayOrder['groups'][number];

/** Those of the snapshot, and those of which a log has the beginning. */
function wantedGroups({ groups }: ReplayOrder, logs: readonly NodeTails[]): readonly Wanted[] {
  const known = new Set(groups.map(({ group }) => group));
  const founded = new Map<GroupId, Wanted>();
  for (const { tails } of logs) {
    for (const [group, { founders, entries, connected }] of tails) {
      // Without an entry up to the target it did not exist yet: the catalog of that time founds it, or never heard of it.
      if (known.has(group) || !connected || founders === null || entries.length === 0) continue;
      founded.set(group, { group, position: startPosition, copies: founders });
    }
  }
  return [...groups, ...founded.values()].sort((left, right) =>
    compareIds(left.group, right.group),
  );
}

type Judged = {
  readonly replayed: ReplayedGroup;
  /** Up to here a majority of its copies is known, Unix milliseconds; null: nowhere. */
  readonly reachedMs: number | null;
};

function judge(
  { group, position, copies }: Wanted,
  { untilMs, copiesOf }: ReplayOrder,
  logs: readonly NodeTails[],
): Judged {
  const usable = logs.flatMap(({ node, throughMs, tails }) => {
    const tail = tails.get(group);
    return tail?.connected === true ? [{ node, throughMs, entries: tail.entries }] : [];
  });
  // Those that reach the target count; if none does, the others still say who the copies are.
  const reaching = usable.filter(({ throughMs }) => throughMs >= untilMs);
  const entries = mostAdvanced((reaching.length > 0 ? reaching : usable).map((log) => log.entries));
  const stated = entries.map(copiesOf).findLast((set) => set !== null) ?? copies;
  const reached = stated.voters
    .map((voter) =>
      Math.max(
        -1,
        ...usable.filter(({ node }) => node === voter).map(({ throughMs }) => throughMs),
      ),
    )
    .sort((left, right) => right - left);
  const reachedMs = reached[majorityOf(stated.voters.length) - 1] ?? -1;
  return {
    replayed: { group, position, copies, entries, copiesAtEnd: stated },
    reachedMs: reachedMs < 0 ? null : reachedMs,
  };
}

function mostAdvanced(tails: readonly (readonly Entry[])[]): readonly Entry[] {
  return tails.reduce<readonly Entry[]>((best, tail) => {
    const [left, right] = [tail.at(-1) ?? startPosition, best.at(-1) ?? startPosition];
    return comparePositions(left, right) > 0 ? tail : best;
  }, []);
}

function refuseLacking({ replayed }: Judged, logs: readonly NodeTails[]): ReplayPlan {
  const { group, copiesAtEnd } = replayed;
  const lacks = copiesAtEnd.voters.map((voter) => {
    const own = logs.filter(({ node }) => node === voter);
    return { voter, lack: lackOf(group, own) };
  });
  const said = lacks.map(({ voter, lack }) => `that of \`${voter}\` ${lack}`);
  return {
    kind: 'refused',
    reason: `\`${group}\` needs the logs of a majority of its copies, complete from the cut on: ${said.join(', ')}`,
    range: null,
    isPruned: lacks.some(({ lack }) => lack === pruned),
  };
}

const pruned = 'was removed at the cut, as no exported snapshot needed it then';

/** What one voter's logs lack of a group. */
function lackOf(group: GroupId, own: readonly NodeTails[]): string {
  if (own.length === 0) return 'is not in the archive';
  if (own.some(({ tails }) => tails.get(group)?.connected === true)) return 'is complete';
  return own.some(({ isPruned }) => isPruned) ? pruned : 'has gaps, or begins behind the cut';
}
