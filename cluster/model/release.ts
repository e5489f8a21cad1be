/**
 * The releases of the program, and what each has more than the one before. All of them live in one source tree: what a
 * process may say to others and what it may do are rows of this table, so that two releases can be run side by side.
 *
 * Two neighbours interoperate; a cluster is upgraded one release at a time (spec: N and N+1).
 */

/** What a release can do that an older one would not understand. Used only once the whole cluster is finalized. */
export type Feature =
  /** `DELETE …?mode=suppress`: the memory stays, and recall does not bring it up. Needs an entry type of its own. */
  'suppress';

export type Release = {
  /** `major.minor.patch`, without a `v`. */
  readonly version: string;
  /**
   * Newest form of messages between nodes it reads: 1 plain JSON; 2 also compressed states (`api/wire.ts`). Two nodes
   * speak the older one's, whatever the cluster is finalized at: a message is read once and never stored.
   */
  readonly wire: 1 | 2;
  readonly features: readonly Feature[];
};

/** Oldest first. */
export const releases = [
  { version: '0.1.0', wire: 1, features: [] },
  { version: '0.2.0', wire: 2, features: ['suppress'] },
] as const satisfies readonly Release[];

export const newestRelease: Release = releases[releases.length - 1] ?? releases[0];

/** Null for a version that is not in the table. */
export function findRelease(version: string): Release | null {
  return releases.find((release) => release.version === version) ?? null;
}

/** The first release that has a feature. */
export function firstWith(feature: Feature): Release {
  const found = releases.find(({ features }: Release) => features.includes(feature));
  if (found === undefined) throw new Error(`No release has the feature \`${feature}\`.`);
  return found;
}

/** Negative if `left` is older. Numbers decide, so `0.10.0` is newer than `0.9.0`. */
export function compareVersions(left: string, right: string): number {
  const [ours, theirs] = [parts(left), parts(right)];
  for (const index of [0, 1, 2]) {
    const difference = (ours[index] ?? 0) - (theirs[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Why nodes of two versions cannot be members of one cluster; null if they can. */
export function whyIncompatible(one: string, other: string): string | null {
  const [left, right] = [one, other].map((version) =>
    releases.findIndex((release) => release.version === version),
  );
  const unknown = left === -1 ? one : right === -1 ? other : null;
  if (unknown !== null) {
    const known = releases.map(({ version }) => `\`${version}\``).join(', ');
    return `Unexpected version \`${unknown}\`, expected one of ${known}.`;
  }
  if (Math.abs((left ?? 0) - (right ?? 0)) <= 1) return null;
  return `\`${one}\` and \`${other}\` are more than one release apart: upgrade one release at a time.`;
}

function parts(version: string): readonly number[] {
  return version.split('.').map(Number);
}
