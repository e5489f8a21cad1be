/** Minimum, median and maximum of a sample, in its own unit. */
export interface Figures {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

export function figures(sample: readonly number[]): Figures {
  const sorted = [...sample].sort((a, b) => a - b);
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  const middle = sorted.length / 2;
  const median = Number.isInteger(middle)
    ? (at(middle - 1) + at(middle)) / 2
    : at(Math.floor(middle));
  return { min: at(0), median, max: at(sorted.length - 1) };
}

/** A line of a table: `3 nodes, namespace   412   455   530 ms`. */
export function row(name: string, { min, median, max }: Figures, note = ''): string {
  const cells = [min, median, max].map((value) => value.toFixed(0).padStart(8)).join('');
  return `${name.padEnd(34)}${cells} ms  ${note}`.trimEnd();
}

/** Medians of the pairs `a / b` of the same round: what the neighbours did to both falls out. */
export function pairedRatio(a: readonly number[] = [], b: readonly number[] = []): number {
  return figures(a.map((value, index) => value / (b[index] ?? Number.NaN))).median;
}

export const header = `${''.padEnd(34)}${['min', 'median', 'max'].map((name) => name.padStart(8)).join('')}`;

/** Wall times in ms of each candidate, run in turn `rounds` times. */
export async function inTurn(
  candidates: Readonly<Record<string, () => Promise<unknown>>>,
  rounds: number,
): Promise<Record<string, number[]>> {
  const times: Record<string, number[]> = {};
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, run] of Object.entries(candidates)) {
      const begin = performance.now();
      await run();
      const sample = times[name] ?? [];
      sample.push(performance.now() - begin);
      times[name] = sample;
    }
  }
  return times;
}
