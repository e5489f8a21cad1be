// What a figure must not exceed. A goal that is missed is said, and makes `npm run bench` end with 1.

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
  console.log('\ngoals');
  for (const { name, value, limit, kind = 'at most', unit } of goals) {
    const isMet = kind === 'at most' ? value <= limit : value >= limit;
    if (!isMet) process.exitCode = 1;
    const figure = `${value.toFixed(2)} ${unit}`;
    console.log(
      `  ${isMet ? 'met   ' : 'MISSED'} ${name.padEnd(width)}  ${figure}, ${kind} ${limit}`,
    );
  }
}
