import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type GroupTail,
  type LoggedRecord,
  type NodeTails,
  planReplay,
  type ReplayOrder,
  TailReader,
} from '../../../cluster/backup/replay.ts';
import { type Entry, entryTypes } from '../../../cluster/model/entry.ts';
import type { CopySet } from '../../../cluster/model/space.ts';

const cut = { epoch: 1, sequence: 3 };
const cutMs = 1_000;
const three: CopySet = { voters: ['node-1', 'node-2', 'node-3'], learners: [] };

function entry(sequence: number, wallMs: number, epoch = 1): Entry {
  const hlc = { wallMs, counter: 0 };
  return { epoch, sequence, hlc, type: entryTypes.episodeStore, payload: null };
}

const logged = (one: Entry, group = 'orders'): LoggedRecord => ({
  kind: 'entry',
  group,
  entry: one,
});
const marker = logged(entry(3, cutMs));

function tailOf(records: readonly (LoggedRecord | 'gap')[], untilMs: number, group = 'orders') {
  const reader = new TailReader(new Map([['orders', cut]]), untilMs);
  for (const record of records) record === 'gap' ? reader.gap() : reader.add(record);
  return reader.tails().get(group);
}

const sequences = (tail: GroupTail | undefined) => tail?.entries.map(({ sequence }) => sequence);

describe('one log', () => {
  test('has what follows the cut, up to the target', () => {
    const records = [2, 3, 4, 5, 6].map((at) => logged(entry(at, at * 1_000 - 2_000)));
    const tail = tailOf(records, 3_000);
    expect(tail?.connected).toBe(true);
    expect(sequences(tail)).toEqual([4, 5]);
  });

  test('replaced entries are gone, as they are after a restart', () => {
    const records = [
      marker,
      logged(entry(4, 1_100)),
      logged(entry(5, 1_200)),
      logged(entry(4, 1_300, 2)),
    ];
    expect(tailOf(records, 9_000)?.entries).toEqual([entry(4, 1_300, 2)]);
    // What took their place came after the target: then they are gone all the same.
    expect(tailOf(records, 1_250)?.entries).toEqual([]);
  });

  test.each([
    ['begins behind the cut', [logged(entry(4, 1_100)), logged(entry(5, 1_200))]],
    ['misses records', [marker, 'gap' as const, logged(entry(5, 1_200))]],
    ['leaves an entry out', [marker, logged(entry(5, 1_200))]],
    [
      'was filled with a state behind the cut',
      [
        marker,
        {
          kind: 'install',
          group: 'orders',
          installed: { position: { epoch: 1, sequence: 5 } },
        } as const,
        logged(entry(6, 1_300)),
      ],
    ],
    ['has another entry at the cut', [logged(entry(3, cutMs, 7)), logged(entry(4, 1_100, 7))]],
  ])('one that %s is of no use', (_title, records) => {
    expect(tailOf(records, 9_000)?.connected).toBe(false);
  });

  test('a state that stands exactly at the cut is as good as the entries before it', () => {
    const installed = { position: cut };
    const records: LoggedRecord[] = [
      { kind: 'install', group: 'orders', installed },
      logged(entry(4, 1_100)),
    ];
    expect(sequences(tailOf(records, 9_000))).toEqual([4]);
  });

  test('a group that was founded later is there from its first entry', () => {
    const records: LoggedRecord[] = [
      { kind: 'promise', group: 'late', founders: three },
      logged(entry(1, 1_100), 'late'),
    ];
    expect(tailOf(records, 9_000, 'late')).toMatchObject({ connected: true, founders: three });
    expect(tailOf(records.slice(1), 9_000, 'late')?.connected).toBe(false);
  });
});

function log(node: string, throughMs: number, entries: readonly Entry[] | null): NodeTails {
  const tail = { connected: entries !== null, founders: null, entries: entries ?? [] };
  return { node, throughMs, isPruned: false, tails: new Map([['orders', tail]]) };
}

const copiesOf = ({ type, payload }: Entry): CopySet | null =>
  type === entryTypes.checkpoint ? (payload as CopySet) : null;

function plan(untilMs: number, logs: readonly NodeTails[], groups?: ReplayOrder['groups']) {
  const known = [{ group: 'orders', position: cut, copies: three }];
  return planReplay({ groups: groups ?? known, cutMs, untilMs, copiesOf }, logs);
}

describe('the logs together', () => {
  test('the most advanced one is replayed: by epoch first, then by length', () => {
    const stale = [entry(4, 1_100), entry(5, 1_200), entry(6, 1_300)];
    const elected = [entry(4, 1_100), entry(5, 1_250, 2)];
    const planned = plan(1_500, [
      log('node-1', 2_000, stale),
      log('node-2', 2_000, elected),
      log('node-3', 2_000, [entry(4, 1_100)]),
    ]);
    expect(planned).toMatchObject({ kind: 'plan', groups: [{ entries: elected }] });
  });

  test('a majority is enough, fewer are not', () => {
    const entries = [entry(4, 1_100)];
    const two = [log('node-1', 2_000, entries), log('node-3', 2_000, entries)];
    expect(plan(1_500, two).kind).toBe('plan');
    expect(plan(1_500, [...two.slice(1), log('node-2', 2_000, null)])).toEqual({
      kind: 'refused',
      reason:
        '`orders` needs the logs of a majority of its copies, complete from the cut on: that of `node-1` is not in the archive, that of `node-2` has gaps, or begins behind the cut, that of `node-3` is complete',
      range: null,
      isPruned: false,
    });
  });

  test('what was removed on purpose is told from what was never copied', () => {
    const pruned = { ...log('node-1', 2_000, null), isPruned: true };
    const both = [pruned, { ...pruned, node: 'node-2' }, log('node-3', 2_000, null)];
    expect(plan(1_500, both)).toEqual({
      kind: 'refused',
      reason:
        '`orders` needs the logs of a majority of its copies, complete from the cut on: that of `node-1` was removed at the cut, as no exported snapshot needed it then, that of `node-2` was removed at the cut, as no exported snapshot needed it then, that of `node-3` has gaps, or begins behind the cut',
      range: null,
      isPruned: true,
    });
  });

  test('a log of a node that holds no copy does not count towards the majority', () => {
    const entries = [entry(4, 1_100)];
    const logs = [log('node-1', 2_000, entries), log('node-9', 2_000, entries)];
    expect(plan(1_500, logs)).toMatchObject({ kind: 'refused', range: null });
  });

  test('a target outside names what can be reached', () => {
    const logs = ['node-1', 'node-2', 'node-3'].map((node, index) =>
      log(node, 3_000 + index * 1_000, [entry(4, 1_100)]),
    );
    // Two of three reach 4,000.
    const range = { fromMs: 1_000, toMs: 4_000 };
    expect(plan(999, logs)).toMatchObject({ kind: 'refused', range });
    expect(plan(4_001, logs)).toMatchObject({ kind: 'refused', range });
    expect(plan(4_000, logs).kind).toBe('plan');
    expect(plan(1_000, logs).kind).toBe('plan');
  });

  test('after the copies changed, a majority of the new ones is needed', () => {
    const moved: CopySet = { voters: ['node-3', 'node-4', 'node-5'], learners: [] };
    const change = { ...entry(4, 1_100), type: entryTypes.checkpoint, payload: moved } as Entry;
    const logs = ['node-1', 'node-2', 'node-3'].map((node) => log(node, 2_000, [change]));
    expect(plan(1_500, logs)).toMatchObject({ kind: 'refused' });
    const more = [...logs, log('node-4', 2_000, [change, entry(5, 1_200)])];
    expect(plan(1_500, more)).toMatchObject({
      kind: 'plan',
      groups: [{ copies: three, copiesAtEnd: moved, entries: [change, entry(5, 1_200)] }],
    });
  });
});

test('no write that a majority had before the target is missing, and none is there that came after it', () => {
  // Primaries one after the other, each on top of a majority's log; some copies are behind, some have a tail nobody confirmed.
  const story = fc.record({
    terms: fc.array(fc.record({ writes: fc.nat(4), lagging: fc.nat(2), unconfirmed: fc.nat(3) }), {
      minLength: 1,
      maxLength: 5,
    }),
    until: fc.integer({ min: 0, max: 40 }),
    absent: fc.option(fc.nat(2)),
  });
  fc.assert(
    fc.property(story, ({ terms, until, absent }) => {
      const records: LoggedRecord[][] = [[marker], [marker], [marker]];
      const confirmed: Entry[] = [];
      let clock = cutMs;
      let behind: number | null = null;
      for (const [index, { writes, lagging, unconfirmed }] of terms.entries()) {
        const epoch = index + 2;
        const start = confirmed.length + cut.sequence;
        const made = Array.from({ length: writes + 1 }, (_, at) => {
          clock += 1;
          return entry(start + at + 1, clock, epoch);
        });
        for (const [node, own] of records.entries()) {
          if (node === lagging) continue;
          // One that was behind gets what it missed first.
          if (node === behind) own.push(...confirmed.map((one) => logged(one)));
          own.push(...made.map((one) => logged(one)));
        }
        behind = lagging;
        confirmed.push(...made);
        // The primary dies with entries that nobody else has.
        const primary = (lagging + 1) % 3;
        for (let at = 0; at < unconfirmed; at += 1) {
          clock += 1;
          records[primary]?.push(logged(entry(start + writes + 2 + at, clock, epoch)));
        }
      }
      const untilMs = cutMs + until;
      const logs = records.flatMap((own, node): NodeTails[] => {
        if (node === absent) return [];
        const reader = new TailReader(new Map([['orders', cut]]), untilMs);
        for (const record of own) reader.add(record);
        const about = { node: `node-${node + 1}`, throughMs: 99_999, isPruned: false };
        return [{ ...about, tails: reader.tails() }];
      });
      const planned = plan(untilMs, logs);
      if (planned.kind === 'refused') throw new Error(planned.reason);
      const replayed = planned.groups[0]?.entries ?? [];
      const wanted = confirmed.filter(({ hlc }) => hlc.wallMs <= untilMs);
      expect(replayed.slice(0, wanted.length)).toEqual(wanted);
      expect(replayed.every(({ hlc }) => hlc.wallMs <= untilMs)).toBe(true);
    }),
    { numRuns: 300 },
  );
});
