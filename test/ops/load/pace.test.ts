import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPace } from '../../../ops/load/pace.ts';

const rate = fc.double({ min: 0.5, max: 1_000_000, noNaN: true });
const duration = fc.double({ min: 1, max: 60_000, noNaN: true });

describe('the schedule of an open loop', () => {
  test('has rate times duration operations, the first at once, all the same time apart', () => {
    const { total, dueAt } = createPace(200, 3_000);
    expect(total).toBe(600);
    expect([dueAt(0), dueAt(1), dueAt(599)]).toEqual([0, 5, 2_995]);
  });

  test('an operation is due exactly from its moment on', () => {
    fc.assert(
      fc.property(rate, duration, fc.double({ min: 0, max: 1, noNaN: true }), (r, d, where) => {
        const { total, dueAt, dueBy } = createPace(r, d);
        const index = Math.floor(where * (total - 1));
        expect(dueBy(dueAt(index))).toBe(index + 1);
        if (index > 0) expect(dueBy(dueAt(index) * (1 - 1e-12))).toBeLessThanOrEqual(index + 1);
        expect(dueBy(dueAt(index) - 1e-3 * (1_000 / r))).toBe(index);
      }),
    );
  });

  test('what is due never falls and never exceeds the run, whenever one looks', () => {
    fc.assert(
      fc.property(rate, duration, fc.array(duration, { maxLength: 20 }), (r, d, looks) => {
        const { total, dueBy } = createPace(r, d);
        const due = [...looks].sort((left, right) => left - right).map(dueBy);
        expect(due).toEqual([...due].sort((left, right) => left - right));
        expect(Math.max(0, ...due)).toBeLessThanOrEqual(total);
        expect(dueBy(-1)).toBe(0);
        expect(dueBy(Number.MAX_SAFE_INTEGER)).toBe(total);
      }),
    );
  });
});
