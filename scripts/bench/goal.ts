// What a figure must not exceed. A goal that is missed is said, and makes `npm run bench` end with 1; beside busy
// neighbours a miss is inconclusive, which is no success either.
import { stolenShare, stolenShareMax } from './host.ts';

export interface Goal {
  readonly name: string;
  readonly value: number;
  readonly limit: number;
  /** `at least` for speed-ups. Default: `at most`. */
  readonly kind?: 'at most' | 'at least';
  readonly unit: string;
}

export function sayGoals(goals: readonly Goal[]): void {
  const width = Math.max(...goals.map(({ name }) => name.length));
  const stolen = stolenShare();
  const missed = stolen > stolenShareMax ? 'UNSURE' : 'MISSED';
  console.log('\ngoals');
  for (const { name, value, limit, kind = 'at most', unit } of goals) {
    const isMet = kind === 'at most' ? value <= limit : value >= limit;
    if (!isMet) process.exitCode = 1;
    const figure = `${value.toFixed(2)} ${unit}`;
    console.log(
      `  ${isMet ? 'met   ' : missed} ${name.padEnd(width)}  ${figure}, ${kind} ${limit}`,
    );
  }
  console.log(
    `  other guests of the host took ${(stolen * 100).toFixed(1)} % of the processor time that was wanted here`,
  );
  if (missed === 'UNSURE')
    console.log('  so what is missed is inconclusive: measure again when the host is quiet');
}
