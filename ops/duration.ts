// Durations as operators write them: `500ms`, `20s`, `30m`, `2h`.
import { Failure } from './failure.ts';

const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

/** Milliseconds of a duration; a usage failure that names the option otherwise. */
export function parseDuration(text: string, option: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text);
  const unit = match?.[2] as keyof typeof units | undefined;
  const milliseconds = unit === undefined ? 0 : Number(match?.[1]) * units[unit];
  if (milliseconds > 0) return milliseconds;
  throw new Failure('usage', `Unexpected ${option} \`${text}\`, expected a duration above zero`, {
    hint: 'write a number with `ms`, `s`, `m` or `h`, such as `20s`',
  });
}

/** A duration for people, in its two largest units. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1_000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.floor(seconds);
  if (whole < 60) return `${whole}s`;
  if (whole < 3_600) return `${Math.floor(whole / 60)}m${whole % 60}s`;
  return `${Math.floor(whole / 3_600)}h${Math.floor((whole % 3_600) / 60)}m`;
}
