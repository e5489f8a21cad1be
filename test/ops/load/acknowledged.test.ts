// Which of the acknowledged writes is read back.
import { expect, test } from 'vitest';
import { AcknowledgedWrites } from '../../../ops/load/acknowledged.ts';

const second = 1_000;

/** One write a second, acknowledged at 0 s, 1 s, …; the first is `w-0`. */
function writes(count: number): AcknowledgedWrites {
  const all = new AcknowledgedWrites();
  for (let index = 0; index < count; index += 1)
    all.add({ memoryId: `w-${index}`, node: 'node-1', at: index * second });
  return all;
}

test('before the first acknowledgement there is nothing to read', () => {
  expect(new AcknowledgedWrites().draw(0, 0.5)).toBeUndefined();
});

test.each([
  [0, 'w-999'],
  // A million milliseconds to the power of 0.75: 31.6 s.
  [0.75, 'w-968'],
  [1, 'w-0'],
])('of a thousand seconds, the share %d draws %s', (share, memoryId) => {
  // A second after the last.
  expect(writes(1_000).draw(1_000 * second, share)?.memoryId).toBe(memoryId);
});

test('a write that was acknowledged this very moment can be drawn when there is no other', () => {
  expect(writes(1).draw(0, 0)?.memoryId).toBe('w-0');
});

test('a fair part is older than five seconds, however long the load has run', () => {
  for (const seconds of [100, 10_000]) {
    const all = writes(seconds);
    const now = seconds * second;
    const shares = Array.from({ length: 1_000 }, (_, index) => index / 1_000);
    const older = shares.filter((share) => now - (all.draw(now, share)?.at ?? now) > 5 * second);
    expect(older.length / shares.length).toBeGreaterThan(0.2);
    expect(older.length / shares.length).toBeLessThan(0.5);
  }
});

test('of very many the newest are kept', () => {
  const all = writes(250_000);
  const now = 250_000 * second;
  expect(all.draw(now, 0)?.memoryId).toBe('w-249999');
  expect(all.draw(now, 1)?.memoryId).toBe('w-100000');
});
