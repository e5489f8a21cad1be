// Order of two numbers as they are written.

const integer = /^[+-]?\d+$/;

/**
 * Negative, zero or positive, as for sorting; `NaN` when one of them is no number.
 * Whole numbers are compared exactly, whatever their size. Everything else is compared as JavaScript numbers:
 * 15 significant digits, so `0.1` and `0.10` are equal, and so are decimals that differ in the 18th digit.
 */
export function compareNumbers(left: string, right: string): number {
  if (integer.test(left) && integer.test(right)) {
    const [a, b] = [BigInt(left.replace('+', '')), BigInt(right.replace('+', ''))];
    return a < b ? -1 : a > b ? 1 : 0;
  }
  if (left.trim() === '' || right.trim() === '') return Number.NaN;
  const [a, b] = [Number(left), Number(right)];
  return a === b ? 0 : a - b;
}
