import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KeptEntries } from '../../../cluster/node/kept-entries.ts';

const mebi = 1024 * 1024;

test('nothing goes before two stretches are over, by number or by size', () => {
  const small = new KeptEntries();
  for (let sequence = 1; sequence <= 60_000; sequence += 1) {
    small.note(sequence, 1);
    expect(small.forgettable).toBe(Math.max(Math.floor(sequence / 20_000) - 1, 0) * 20_000);
  }
  const large = new KeptEntries();
  const forgettable = [1, 2, 3, 4, 5, 6].map((sequence) => {
    large.note(sequence, 4 * mebi);
    return large.forgettable;
  });
  expect(forgettable).toEqual([0, 0, 0, 2, 2, 4]);
});

test('what is kept stays below two stretches and one entry', () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 3 * mebi }), { maxLength: 200 });
  const property = fc.property(sizes, (entries) => {
    const kept = new KeptEntries();
    entries.forEach((size, index) => {
      const sequence = index + 1;
      kept.note(sequence, size);
      const characters = entries
        .slice(kept.forgettable, sequence)
        .reduce((sum, one) => sum + one, 0);
      expect(characters).toBeLessThan(2 * 8 * mebi + 2 * 3 * mebi);
      expect(kept.forgettable).toBeLessThan(sequence);
    });
  });
  fc.assert(property);
});
