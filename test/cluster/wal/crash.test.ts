import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSilentLogger } from '../../../cluster/io/logger.ts';
import { MemoryDisk } from '../../../cluster/io/memory-disk.ts';
import { openWal, type Wal } from '../../../cluster/wal/wal.ts';
import { cutPowerBefore } from './power-cut-disk.ts';

/** What one life of the log does: groups of concurrent appends, and truncations by so many records. */
type Action =
  | { readonly kind: 'append'; readonly sizes: readonly number[] }
  | { readonly kind: 'truncate'; readonly drop: number };

type Life = {
  readonly actions: readonly Action[];
  /** Before which disk operation the power goes; many lives end without. */
  readonly cutBefore: number;
  readonly seed: number;
};

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      sizes: fc.array(fc.oneof(fc.nat(60), fc.nat(9_000)), { minLength: 1, maxLength: 6 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('truncate' as const), drop: fc.nat(12) }) },
);
const life: fc.Arbitrary<Life> = fc.record({
  actions: fc.array(action, { maxLength: 8 }),
  cutBefore: fc.integer({ min: 1, max: 50 }),
  seed: fc.nat(),
});

const options = { directory: '/wal', segmentBytes: 4_000 };
const deps = { logger: createSilentLogger(), wallMs: () => 1_767_607_200_000 };

/** Payloads are told apart by their first bytes, wherever and however often they were written. */
let written = 0;
function payloadOf(size: number): Uint8Array {
  written += 1;
  return Buffer.from(`${written}:${'x'.repeat(size)}`);
}

async function contents(wal: Wal): Promise<string[]> {
  const payloads: string[] = [];
  for await (const record of wal.readFrom(wal.firstSequence())) {
    expect(record.sequence).toBe(payloads.length + 1);
    payloads.push(Buffer.from(record.payload).toString());
  }
  return payloads;
}

/** What may be found after a crash: the longest it may be, and how much of it must be there. */
type Possible = { readonly longest: readonly string[]; readonly atLeast: number };

async function live(
  wal: Wal,
  actions: readonly Action[],
  start: readonly string[],
): Promise<Possible> {
  let acknowledged = [...start];
  for (const next of actions) {
    if (next.kind === 'truncate') {
      const target = Math.max(acknowledged.length - next.drop, 0);
      const done = await wal.truncateAfter(target).then(succeeded, failed);
      if (!done) return { longest: acknowledged, atLeast: target };
      acknowledged = acknowledged.slice(0, target);
    } else {
      const payloads = next.sizes.map(payloadOf);
      const appends = payloads.map((payload) => wal.append(1, payload).then(succeeded, failed));
      const done = await Promise.all(appends);
      const longest = [
        ...acknowledged,
        ...payloads.map((payload) => Buffer.from(payload).toString()),
      ];
      if (done.includes(false)) {
        const acks = done.lastIndexOf(true) + 1;
        return { longest, atLeast: acknowledged.length + acks };
      }
      acknowledged = longest;
    }
  }
  return { longest: acknowledged, atLeast: acknowledged.length };
}

const succeeded = (): boolean => true;
const failed = (): boolean => false;

describe('a log whose power is cut again and again', () => {
  test('replays everything acknowledged, invents nothing, keeps the order and leaves no gap', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 4 }), async (lives) => {
        const disk = new MemoryDisk();
        let possible: Possible = { longest: [], atLeast: 0 };
        for (const { actions, cutBefore, seed } of lives) {
          const cut = cutPowerBefore(cutBefore, seed, disk);
          const wal = await openWal(options, { ...deps, disk: cut }).catch(() => null);
          // The power went while the log was being opened: what was there must still be there.
          if (wal === null) continue;
          const found = await contents(wal);
          expect(found).toEqual(possible.longest.slice(0, found.length));
          expect(found.length).toBeGreaterThanOrEqual(possible.atLeast);
          possible = await live(wal, actions, found);
          await wal.close().catch(() => undefined);
        }
        const wal = await openWal(options, { ...deps, disk });
        const found = await contents(wal);
        expect(found).toEqual(possible.longest.slice(0, found.length));
        expect(found.length).toBeGreaterThanOrEqual(possible.atLeast);
      }),
      { numRuns: 400 },
    );
  });
});
