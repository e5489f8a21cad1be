import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RecentOperations } from '../../../cluster/store/recent-operations.ts';

test('the newest operations are known, each at the place where it first stood', () => {
  const ids = fc.integer({ min: 0, max: 30 }).map((n) => `op-${n}`);
  const property = fc.property(
    fc.integer({ min: 1, max: 10 }),
    fc.array(ids, { maxLength: 200 }),
    fc.array(ids, { maxLength: 10 }),
    (max, noted, restored) => {
      const recent = new RecentOperations(max);
      const start = [...new Set(restored)].slice(0, max).map((id) => [id, 'restored'] as const);
      recent.replaceAll(start);
      // What it stands for: a list of pairs, searched from its beginning.
      const expected = start.map(([id, what]) => [id, what] as [string, string]);
      noted.forEach((id, index) => {
        recent.note(id, `${index}`);
        const known = expected.find(([one]) => one === id);
        if (known === undefined) expected.push([id, `${index}`]);
        else known[1] = `${index}`;
        if (expected.length > max) expected.shift();
        expect(recent.entries()).toEqual(expected);
        expect(recent.get(id)).toBe(`${index}`);
      });
    },
  );
  fc.assert(property);
});
