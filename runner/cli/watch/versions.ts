// Which files have changed since they were last looked at.
import { statSync } from 'node:fs';

/** Absolute path → what changes with every save; undefined while there is no file. */
export type Versions = ReadonlyMap<string, string | undefined>;

export function versionsOf(paths: Iterable<string>): Versions {
  return new Map([...paths].map((path) => [path, versionOf(path)]));
}

/** Saving the same text again is a change too: somebody wants to see it run. */
function versionOf(path: string): string | undefined {
  try {
    const { mtimeNs, size, ino } = statSync(path, { bigint: true });
    return `${mtimeNs}-${size}-${ino}`;
  } catch {
    return undefined;
  }
}

export type ChangeKind = 'changed' | 'added' | 'removed';

/** Paths of either side whose versions differ. */
export function changesBetween(before: Versions, after: Versions): ReadonlyMap<string, ChangeKind> {
  const changes = new Map<string, ChangeKind>();
  for (const path of new Set([...before.keys(), ...after.keys()])) {
    const [old, now] = [before.get(path), after.get(path)];
    if (old === now) continue;
    changes.set(path, old === undefined ? 'added' : now === undefined ? 'removed' : 'changed');
  }
  return changes;
}
