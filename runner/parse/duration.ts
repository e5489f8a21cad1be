// `250ms`, `1.5s`, `10m`, `1h30m`: the only way to write a time, in front matter, attributes and placeholders.

/** Milliseconds, or undefined if `text` is no duration. */
export function parseDuration(text: string): number | undefined {
  if (!durationForm.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) {
    total += Number(amount) * (milliseconds[unit ?? ''] ?? Number.NaN);
  }
  return total;
}

const durationForm = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/;
const milliseconds: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** A day. Longer waits are mistakes, and timers overflow at 24.8 days. */
export const longestWaitMs = 24 * 3_600_000;

/** Like `parseDuration`, for a time that something may take: more than nothing and at most a day. */
export function parseWait(text: string): number | undefined {
  const ms = parseDuration(text);
  return ms !== undefined && ms > 0 && ms <= longestWaitMs ? ms : undefined;
}
