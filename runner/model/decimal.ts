// Numbers as they are written. A 64-bit id and the sum 0.1 + 0.2 do not survive JavaScript's own numbers.

/** The value is `digits` times ten to the power of `exponent`. */
export interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

const form = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,9}))?$/;

/** Longer numbers, in digits, and larger exponents mean nothing to anybody, and would cost much to compare. */
const charactersMax = 5000;
const exponentMax = 10_000;

/** Undefined for what is no number: words, `NaN`, `Infinity`, thousands separators, nothing at all. */
export function parseDecimal(text: string): Decimal | undefined {
  if (text.length > charactersMax) return undefined;
  const [, sign = '', whole = '', fraction = '', power = '0'] = form.exec(text) ?? [];
  if (whole === '' && fraction === '') return undefined;
  const exponent = Number(power) - fraction.length;
  if (Math.abs(exponent) > exponentMax) return undefined;
  const digits = BigInt(whole + fraction);
  return { digits: sign === '-' ? -digits : digits, exponent };
}

/** Negative, zero or positive, as for sorting. */
export function compareDecimals(left: Decimal, right: Decimal): number {
  const [a, b] = align(left, right);
  return a < b ? -1 : a > b ? 1 : 0;
}

export function addDecimals(left: Decimal, right: Decimal): Decimal {
  const [a, b, exponent] = align(left, right);
  return { digits: a + b, exponent };
}

export function multiplyDecimals(left: Decimal, right: Decimal): Decimal {
  return { digits: left.digits * right.digits, exponent: left.exponent + right.exponent };
}

/** How far apart the two are. Never negative. */
export function distance(left: Decimal, right: Decimal): Decimal {
  const [a, b, exponent] = align(left, right);
  return { digits: a < b ? b - a : a - b, exponent };
}

export function magnitude({ digits, exponent }: Decimal): Decimal {
  return { digits: digits < 0n ? -digits : digits, exponent };
}

export function isWholeDecimal({ digits, exponent }: Decimal): boolean {
  return exponent >= 0 || digits % 10n ** BigInt(-exponent) === 0n;
}

function align(left: Decimal, right: Decimal): readonly [bigint, bigint, number] {
  const exponent = Math.min(left.exponent, right.exponent);
  const scale = ({ digits, exponent: own }: Decimal): bigint =>
    digits * 10n ** BigInt(own - exponent);
  return [scale(left), scale(right), exponent];
}
