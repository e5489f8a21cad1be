// What a rolling upgrade does next, from how the nodes are now. Pure, so a run that was interrupted goes on by asking again.

export type UpgradingNode = {
  readonly id: string;
  /** Null for a node that nobody has heard of since the others started. */
  readonly version: string | null;
  readonly state: string | null;
  readonly draining: boolean;
  readonly coordinator: boolean;
  /** Spaces that it is primary of. */
  readonly primaries: number;
};

/** replace: drain it, give it the new release, wait for it, undrain it. release: only the last two are left. */
export type UpgradeTask = { readonly kind: 'replace' | 'release'; readonly node: string };

/**
 * A node that is drained already comes first: an earlier run was at it. Then the one with the fewest primaries, and the
 * coordinator last, so that offices move as seldom as possible. Null when all run the target.
 */
export function nextTask(nodes: readonly UpgradingNode[], target: string): UpgradeTask | null {
  const drained = nodes.filter(({ draining }) => draining);
  const old = nodes.filter(({ version }) => version !== target);
  const [first] = (drained.length > 0 ? drained : old).toSorted(
    (left, right) =>
      Number(left.coordinator) - Number(right.coordinator) ||
      left.primaries - right.primaries ||
      (left.id < right.id ? -1 : 1),
  );
  if (first === undefined) return null;
  return { kind: first.version === target ? 'release' : 'replace', node: first.id };
}

/** Why the upgrade cannot go on from here, in a sentence with what to do; null if it can. */
export function whyNotNow(nodes: readonly UpgradingNode[]): string | null {
  const away = nodes.filter(({ state }) => state !== 'alive');
  if (away.length > 0) {
    const list = away.map(({ id, state }) => `${id} is ${state ?? 'unknown'}`).join(', ');
    return `${list}; start it with \`ssh NODE sudo systemctl start engram\`, or see its log, before another node goes`;
  }
  const drained = nodes.filter(({ draining }) => draining).map(({ id }) => id);
  if (drained.length > 1)
    return `${drained.join(' and ')} are drained; undrain those that are not being upgraded`;
  return null;
}
