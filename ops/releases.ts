// The releases of `engram` that a test host can have, and how they lie there: `releases/VERSION/engram` of every release,
// and `current`, a link to the one that the unit starts.
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './failure.ts';
import { programs } from './layout.ts';

/** Versions, oldest first. */
export function knownReleases(): readonly string[] {
  return readdirSync(programs.releases, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort((left, right) => left.localeCompare(right, 'en', { numeric: true }));
}

/** The version that `--version` asks for; the newest without it. */
export function readRelease(wanted: string | undefined): string {
  const known = knownReleases();
  const chosen = wanted ?? known.at(-1);
  if (chosen !== undefined && known.includes(chosen)) return chosen;
  const list = known.map((version) => `\`${version}\``).join(' or ');
  throw new Failure('usage', `Unexpected --version \`${wanted}\`, expected ${list}`);
}

/** Puts all releases on a host whose programs live in `folder`, and makes `version` the current one. */
export function installReleases(folder: string, version: string): void {
  mkdirSync(folder, { recursive: true });
  symlinkSync(programs.releases, join(folder, 'releases'));
  // Relative, as an operator would write it: `ln -sfn releases/0.2.0 current`.
  symlinkSync(join('releases', version), join(folder, 'current'));
}
