// Durations for people: `15000` → "15 s", `1h30m` → "1 h 30 min".

const unitWords: Readonly<Record<string, string>> = { ms: 'ms', s: 's', m: 'min', h: 'h' };

/** A measured or configured duration in milliseconds, to a precision that a reader can use. */
export function durationFromMs(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 9_950) return `${trimZero((ms / 1_000).toFixed(1))} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60)
    return joinUnits([`${minutes} min`, seconds % 60 === 0 ? '' : `${seconds % 60} s`]);
  return joinUnits([
    `${Math.floor(minutes / 60)} h`,
    minutes % 60 === 0 ? '' : `${minutes % 60} min`,
  ]);
}

/** A duration as an author wrote it (`10m`, `1h30m`), spelled so that `m` cannot be read as metres or months. */
export function durationInWords(written: string): string {
  return written
    .replaceAll(
      /(\d+(?:\.\d+)?)(ms|s|m|h)/g,
      (_, amount: string, unit: string) => `${amount} ${unitWords[unit] ?? unit} `,
    )
    .replaceAll(/ {2,}/g, ' ')
    .trim();
}

function trimZero(amount: string): string {
  return amount.replace(/\.0$/, '');
}

function joinUnits(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}
