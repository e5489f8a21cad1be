/** What a value that came from elsewhere looks like, for checks that are written out by hand because they run often. */

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

export function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}

export function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText);
}

/** JSON can say more than a number holds: `1e999` is read as infinite, and written as null. */
export function isFiniteNumber(value: unknown): value is number {
  return Number.isFinite(value);
}

/** A whole number from 0 on. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

/** A `Position`. */
export function isPosition(
  value: unknown,
): value is { readonly epoch: number; readonly sequence: number } {
  return isFields(value) && isCount(value['epoch']) && isCount(value['sequence']);
}

/** An `Hlc`. */
export function isStamp(value: unknown): boolean {
  return isFields(value) && isCount(value['wallMs']) && isCount(value['counter']);
}

/** A `CopySet`. */
export function isCopySet(value: unknown): boolean {
  return isFields(value) && isTexts(value['voters']) && isTexts(value['learners']);
}
