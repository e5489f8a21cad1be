/**
 * Versions of one pattern that come together: whatever another one knew of is dropped, the rest stays side by side.
 * Taking the newest of a partial order is a join: the order in which versions arrive, and how often, does not matter.
 */
import { compareIds } from '../model/ids.ts';
import { compareClocks } from './clock.ts';
import { hashVersion, type Pattern, type PatternVersion } from './pattern.ts';

/** The versions that no other knows of, sorted by hash. Equal clocks with different contents both stay. */
export function mergeVersions(
  left: readonly PatternVersion[],
  right: readonly PatternVersion[],
): readonly PatternVersion[] {
  const byHash = new Map([...left, ...right].map((version) => [hashVersion(version), version]));
  const versions = [...byHash.values()];
  const newest = versions.filter(
    ({ clock }) => !versions.some((other) => compareClocks(clock, other.clock) === 'before'),
  );
  return newest.sort((one, other) => compareIds(hashVersion(one), hashVersion(other)));
}

/** Null if the pattern knows everything in `incoming` already. */
export function mergePattern(known: Pattern | undefined, incoming: Pattern): Pattern | null {
  const before = known?.versions ?? [];
  const versions = mergeVersions(before, incoming.versions);
  if (sameVersions(before, versions)) return null;
  return { id: incoming.id, versions };
}

function sameVersions(left: readonly PatternVersion[], right: readonly PatternVersion[]): boolean {
  if (left.length !== right.length) return false;
  const hashes = new Set(left.map(hashVersion));
  return right.every((version) => hashes.has(hashVersion(version)));
}
