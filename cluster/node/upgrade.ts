/**
 * The version of the cluster as a whole. It is the oldest of its founders', rises only when an operator finalizes an
 * upgrade, and never falls: from then on older programs cannot come back. A new feature waits for it, so until then
 * nothing is written that the older release could not read, and every node can still be put back.
 */
import type { Deadline } from '../api/deadline.ts';
import { ApiError } from '../errors.ts';
import type { NodeId } from '../model/ids.ts';
import { isReachable, type Member } from '../model/member.ts';
import {
  compareVersions,
  type Feature,
  findRelease,
  firstWith,
  type Release,
  whyIncompatible,
} from '../model/release.ts';
import { clusterVersion, settingNames } from '../placement/settings.ts';
import type { CatalogDesk } from './catalog-desk.ts';
import type { Groups } from './groups.ts';
import type { Peers } from './peers.ts';

export type UpgradeDeps = {
  readonly release: Release;
  readonly groups: Groups;
  readonly peers: Peers;
  readonly desk: CatalogDesk;
  readonly condition: {
    voters(): readonly NodeId[];
    /** Throws unless the cluster may be changed from here. */
    requireWritable(): void;
  };
};

export type UpgradeState = {
  /** Null until the cluster is initialized. */
  readonly clusterVersion: string | null;
  /** The newest version that a voter runs. */
  readonly targetVersion: string;
  readonly nodes: readonly {
    readonly id: NodeId;
    /** Null for a voter that is not known at the moment. */
    readonly version: string | null;
    readonly state: Member['state'] | null;
  }[];
  /** What keeps it from being finalized, a sentence each; empty if nothing does. */
  readonly obstacles: readonly string[];
};

export class Upgrade {
  readonly #deps: UpgradeDeps;

  constructor(deps: UpgradeDeps) {
    this.#deps = deps;
  }

  clusterVersion(): string | null {
    const catalog = this.#deps.groups.catalog?.machine;
    return catalog === undefined ? null : clusterVersion(catalog);
  }

  /** True once every node has the feature and nobody can come back without it. */
  allows(feature: Feature): boolean {
    const agreed = this.clusterVersion();
    return agreed !== null && compareVersions(agreed, firstWith(feature).version) >= 0;
  }

  requireFeature(feature: Feature): void {
    if (this.allows(feature)) return;
    const { version } = firstWith(feature);
    throw new ApiError(
      'FEATURE_NOT_ENABLED',
      `\`${feature}\` needs a cluster that is finalized at \`${version}\`; this one is at \`${this.clusterVersion() ?? 'none'}\`.`,
      {
        outcome: 'not_applied',
        hint: 'Upgrade every node, then POST /api/v1/cluster/finalize-upgrade.',
      },
    );
  }

  state(): UpgradeState {
    const { peers, condition, release } = this.#deps;
    const members = new Map(peers.members().map((member) => [member.id, member]));
    const nodes = condition.voters().map((id) => {
      const member = members.get(id);
      return { id, version: member?.version ?? null, state: member?.state ?? null };
    });
    const targetVersion = nodes.reduce(
      (newest, { version }) =>
        version !== null && compareVersions(version, newest) > 0 ? version : newest,
      release.version,
    );
    const agreed = this.clusterVersion();
    return {
      clusterVersion: agreed,
      targetVersion,
      nodes,
      obstacles: [
        ...(agreed === null ? ['The cluster is not initialized.'] : []),
        ...nodes.flatMap(({ id, version, state }) => {
          if (state !== 'alive') return [`\`${id}\` is ${state ?? 'not known'}, expected alive.`];
          if (version === targetVersion) return [];
          return [`\`${id}\` runs \`${version}\`, expected \`${targetVersion}\`.`];
        }),
      ],
    };
  }

  /** Makes the version that all voters run the cluster's. Doing it twice changes nothing. */
  async finalize(deadline: Deadline): Promise<string> {
    this.#deps.condition.requireWritable();
    const { obstacles, targetVersion, clusterVersion: agreed } = this.state();
    if (obstacles.length > 0) {
      throw new ApiError('STATE_CONFLICT', `The upgrade is not complete. ${obstacles.join(' ')}`, {
        outcome: 'not_applied',
        hint: 'Upgrade the nodes that are named, then repeat.',
      });
    }
    if (agreed !== targetVersion) await this.#agree(targetVersion, deadline);
    return targetVersion;
  }

  /** The last step of founding a cluster: its version is the oldest of its founders'. */
  async found(deadline: Deadline): Promise<void> {
    const oldest = this.#oldestFounder();
    if (this.clusterVersion() === null && oldest !== null) await this.#agree(oldest, deadline);
  }

  /** One round, to be called every second or so: does what a founding that was interrupted has left. */
  run(): void {
    const { groups, desk } = this.#deps;
    const status = groups.catalog?.status();
    if (status?.role !== 'primary' || !status.settled) return;
    if (groups.catalog?.machine.clusterId() === null || this.clusterVersion() !== null) return;
    const value = this.#oldestFounder();
    if (value === null) return;
    desk.tell({ kind: 'set-setting', name: settingNames.clusterVersion, value });
  }

  /**
   * Why this program must not take part in a cluster of this version, which is the one that it knows unless another is
   * given; null if it may.
   */
  whyForeign(agreed: string | null = this.clusterVersion()): string | null {
    if (agreed === null) return null;
    const { version } = this.#deps.release;
    if (compareVersions(version, agreed) >= 0) return whyIncompatible(version, agreed);
    return `This program is \`${version}\` and the cluster is finalized at \`${agreed}\`, which it cannot read: install \`${agreed}\` or newer.`;
  }

  /** True if a newcomer's program can be a node of this cluster. */
  admits(newcomer: Member): boolean {
    const agreed = this.clusterVersion();
    if (!isReachable(newcomer) || findRelease(newcomer.version) === null) return false;
    return (
      agreed === null ||
      (compareVersions(newcomer.version, agreed) >= 0 &&
        whyIncompatible(newcomer.version, agreed) === null)
    );
  }

  /** Null while a founder is not known: it might be older than all the others. */
  #oldestFounder(): string | null {
    const versions = this.state().nodes.map(({ version }) => version);
    const known = versions.filter((version) => version !== null).sort(compareVersions);
    return known.length === versions.length ? (known[0] ?? null) : null;
  }

  async #agree(version: string, deadline: Deadline): Promise<void> {
    await this.#deps.desk.commit(
      { kind: 'set-setting', name: settingNames.clusterVersion, value: version },
      deadline,
    );
  }
}
