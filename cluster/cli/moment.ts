/** Moments as a command line says them. */

export const momentForms = '`2026-01-05T10:00:00Z` or Unix seconds';

/** Unix milliseconds; null for anything else. A time without its offset is refused: nobody could say whose it is. */
export function parseMoment(text: string): number | null {
  if (/^\d{9,11}(\.\d{1,9})?$/.test(text)) return Math.floor(Number(text) * 1_000);
  const isFull = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/.test(text);
  const ms = isFull ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? null : ms;
}

/** `2026-01-05T10:00:00.000Z`. */
export function momentText(wallMs: number): string {
  return new Date(wallMs).toISOString();
}
