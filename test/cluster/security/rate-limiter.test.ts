import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RateLimiter } from '../../../cluster/security/rate-limiter.ts';

const rate = { perSecond: 10, burst: 3 };

test('a burst is taken, then one request for each token that comes back', () => {
  const limiter = new RateLimiter();
  const take = (nowMs: number): number => limiter.take('key a', rate, nowMs);
  expect([take(0), take(0), take(0)]).toEqual([0, 0, 0]);
  expect(take(0)).toBeCloseTo(0.1);
  expect(take(50)).toBeCloseTo(0.05);
  expect(take(100)).toBe(0);
  expect(take(100)).toBeGreaterThan(0);
});

test('a long pause gives no more than the burst', () => {
  const limiter = new RateLimiter();
  for (let index = 0; index < 3; index += 1) limiter.take('key a', rate, 0);
  const taken = Array.from({ length: 5 }, () => limiter.take('key a', rate, 1_000_000));
  expect(taken.filter((wait) => wait === 0)).toHaveLength(3);
});

test('one does not pay for another', () => {
  const limiter = new RateLimiter();
  for (let index = 0; index < 9; index += 1) limiter.take('address 127.0.0.1', rate, 0);
  expect(limiter.take('address 127.0.0.2', rate, 0)).toBe(0);
});

test('a clock that goes back gives no tokens', () => {
  const limiter = new RateLimiter();
  for (let index = 0; index < 3; index += 1) limiter.take('key a', rate, 1_000);
  expect(limiter.take('key a', rate, 0)).toBeGreaterThan(0);
});

test('however many addresses ask, memory is bounded, and whoever is over the limit stays over it', () => {
  const limiter = new RateLimiter();
  for (let index = 0; index < 30_000; index += 1) limiter.take(`address ${index}`, rate, index);
  expect(limiter.size).toBeLessThanOrEqual(10_000);
});

test('in no stretch of time are more requests taken than the burst and what came back', () => {
  const property = fc.property(fc.array(fc.nat(500), { maxLength: 200 }), (pauses) => {
    const limiter = new RateLimiter();
    let nowMs = 0;
    const taken: number[] = [];
    for (const pause of pauses) {
      nowMs += pause;
      if (limiter.take('key a', rate, nowMs) === 0) taken.push(nowMs);
    }
    for (const [first, start] of taken.entries()) {
      for (const [offset, end] of taken.slice(first).entries()) {
        const most = rate.burst + ((end - start) / 1_000) * rate.perSecond;
        expect(offset + 1).toBeLessThanOrEqual(most + 1e-6);
      }
    }
  });
  fc.assert(property);
});
