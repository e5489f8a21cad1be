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
  /** Of a node that is not alive: what its host says. Null for one that is alive, and where nobody can log in. */
  readonly host: AwayHost | null;
};

export type AwayHost = {
  /** Of its service, as `systemctl is-active` says it. */
  readonly service: string;
  /** What it runs with when it is started; null if its link leads to no release. */
  readonly release: string | null;
};

/**
 * start: its process has ended. await: its service runs, and the others do not see it. replace: drain it, give it the new
 * release, wait for it, undrain it. release: only the last two are left.
 */
export type UpgradeTask = WayBack | { readonly kind: 'replace' | 'release'; readonly node: string };

export type WayBack =
  | { readonly kind: 'start'; readonly node: string; readonly release: string | null }
  | { readonly kind: 'await'; readonly node: string };

/**
 * A node that can be brought back comes first. Then one that is drained already: an earlier run was at it. Then the one
 * with the fewest primaries, and the coordinator last, so that offices move as seldom as possible. Null when all run the
 * target.
 */
export function nextTask(nodes: readonly UpgradingNode[], target: string): UpgradeTask | null {
  for (const node of nodes) {
    const back = wayBack(node);
    if (back !== null) return back;
  }
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

/** Why no node may be replaced from here, in a sentence with what to do; null if one may. */
export function whyNotNow(nodes: readonly UpgradingNode[]): string | null {
  const away = nodes.filter(({ state }) => state !== 'alive');
  if (away.length > 0) return away.map(whyAway).join('; ');
  const drained = nodes.filter(({ draining }) => draining).map(({ id }) => id);
  if (drained.length > 1)
    return `${drained.join(' and ')} are drained; undrain those that are not being upgraded`;
  return null;
}

/** Its process is gone, and nobody is about to start it. */
export function hasEnded({ service }: AwayHost): boolean {
  return service === 'failed' || service === 'inactive';
}

/** Null for a node that is alive, and for one that must not be started without asking. */
function wayBack({ id: node, state, draining, host }: UpgradingNode): WayBack | null {
  if (state === 'alive' || host === null) return null;
  if (isRunning(host)) return { kind: 'await', node };
  if (!hasEnded(host)) return null;
  // It said that it leaves, so somebody stopped it. A drained one was stopped for its upgrade; of another nobody knows why.
  const isCrash = host.service === 'failed' || state === 'dead' || state === 'suspect';
  const isOurs = state === 'left' && draining;
  return isCrash || isOurs ? { kind: 'start', node, release: host.release } : null;
}

/** systemd restarts a service that failed by itself at first, and calls it `activating` meanwhile. */
function isRunning({ service }: AwayHost): boolean {
  return service === 'active' || service === 'activating';
}

function whyAway({ id, state, host }: UpgradingNode): string {
  if (host === null) {
    return `${id} is ${state ?? 'unknown'}, and \`ssh ${id}\` lets nobody in: bring its host back, or replace the node`;
  }
  const start = `\`ssh ${id} sudo systemctl start engram\``;
  if (state === 'left')
    return `${id} was stopped in good order without being drained, so not for an upgrade: if nobody is at work there, ${start}`;
  return `${id} is ${state ?? 'unknown to the others since they started'} and its service ${host.service}: if nobody is at work there, ${start}`;
}
