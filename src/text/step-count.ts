/** `all 12 steps passed`, `11 of 12 steps passed, 1 skipped`. */
export function stepCount(steps: {
  readonly total: number;
  readonly passed: number;
  readonly skipped: number;
}): string {
  const { total, passed, skipped } = steps;
  if (total === 0) return 'no steps';
  if (passed === total) return total === 1 ? 'its one step passed' : `all ${total} steps passed`;
  return `${passed} of ${total} steps passed${skipped === 0 ? '' : `, ${skipped} skipped`}`;
}
