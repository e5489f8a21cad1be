// What a rolling upgrade does: orders to the cluster over HTTP, and to each host over ssh.
import type { EndpointName, ResponseOf } from '../../cluster/api/contract.ts';
import { Failure } from '../failure.ts';
import { askPath, orderPath } from '../node-api.ts';
import { waitFor } from '../placement-api.ts';
import { remoteOn } from '../remote.ts';
import { answering, type Target } from '../targets.ts';
import { waitUntil } from '../wait.ts';
import type { UpgradeHands } from './drive.ts';
import type { UpgradingNode } from './next-task.ts';

const clusterPath = '/api/v1/cluster';
/** How long a member that is not alive may become so before it counts as trouble, milliseconds. */
const calmMs = 15_000;
const calmEvery = 500;

type Voter = ResponseOf<'getUpgradeStatus'>['nodes'][number];

export type HandsNeeds = {
  readonly targets: readonly Target[];
  readonly target: string;
  /** For each wait: milliseconds, and as the operator wrote it. */
  readonly within: { readonly ms: number; readonly words: string };
};

export class ClusterHands implements UpgradeHands {
  readonly #needs: HandsNeeds;

  constructor(needs: HandsNeeds) {
    this.#needs = needs;
  }

  async look(): Promise<readonly UpgradingNode[]> {
    // One that has just come back is a suspect to somebody for a moment.
    let nodes: readonly Voter[] = [];
    await waitUntil(
      async () => {
        ({ nodes } = await this.#get<'getUpgradeStatus'>('/upgrade/status'));
        return nodes.every(({ state }) => state === 'alive');
      },
      { deadline: calmMs, every: calmEvery },
    );
    return await Promise.all(nodes.map((voter) => this.#lookAt(voter)));
  }

  async awaitWhole(): Promise<void> {
    let lacking: readonly string[] = [];
    await this.#wait(
      async () => {
        const { healthy, under_replicated: spaces } =
          await this.#get<'getReplicationStatus'>('/replication/status');
        const { members } = await this.#get<'getMembers'>('/members');
        const away = members.filter(({ state }) => state !== 'alive').map(({ id }) => id);
        lacking = [...spaces, ...away];
        return healthy && lacking.length === 0;
      },
      () => `The cluster is not whole (${lacking.join(', ') || 'nobody answers'})`,
    );
  }

  async drain(node: string): Promise<void> {
    const { drain_id } = await this.#order<'drainNode'>(`/nodes/${node}/drain`);
    await this.#wait(
      async () => {
        const path = `/nodes/${node}/drain/status?drain_id=${drain_id}`;
        const status = await this.#get<'getDrainStatus'>(path, node);
        return status.state === 'drained' && status.safe_to_stop;
      },
      () =>
        `${node} still runs (\`engram-ops node undrain ${node}\` takes it back); it was not drained`,
    );
  }

  async replace(node: string): Promise<void> {
    const { target } = this.#needs;
    const before = await this.#memberOf(node);
    await swap(node, target);
    await this.#wait(
      async () => {
        const now = await this.#memberOf(node);
        return (
          now?.state === 'alive' &&
          now.version === target &&
          now.started_at > (before?.started_at ?? '')
        );
      },
      () => `${node} did not come back with ${target}`,
    );
  }

  async undrain(node: string): Promise<void> {
    await this.#order<'undrainNode'>(`/nodes/${node}/undrain`);
  }

  async #lookAt({ id, version, state }: Voter): Promise<UpgradingNode> {
    const known = { id, version, state, draining: false, coordinator: false, primaries: 0 };
    if (state !== 'alive') return known;
    const drain = await this.#get<'getDrainStatus'>(`/nodes/${id}/drain/status`);
    return {
      ...known,
      draining: drain.state !== 'none',
      coordinator: drain.coordinator,
      primaries: drain.primaries_remaining,
    };
  }

  async #memberOf(node: string) {
    const { members } = await this.#get<'getMembers'>('/members', node);
    return members.find(({ id }) => id === node);
  }

  /** A node that stays: the one that is worked on must not be asked about itself. */
  async #door(avoid?: string): Promise<string> {
    return (await answering(this.#needs.targets.filter(({ node }) => node !== avoid))).url;
  }

  async #get<Name extends EndpointName>(path: string, avoid?: string): Promise<ResponseOf<Name>> {
    return await askPath<ResponseOf<Name>>(await this.#door(avoid), `${clusterPath}${path}`);
  }

  async #order<Name extends EndpointName>(path: string): Promise<ResponseOf<Name>> {
    const door = await this.#door();
    return await orderPath<ResponseOf<Name>>(door, 'POST', `${clusterPath}${path}`, undefined);
  }

  async #wait(isSo: () => Promise<boolean>, what: () => string): Promise<void> {
    const { ms, words } = this.#needs.within;
    await waitFor(isSo, ms, () => `${what()} within ${words}`);
  }
}

/** The host checks the release against its published checksum before it stops anything. */
async function swap(node: string, target: string): Promise<void> {
  const script = `set -e
cd "\${ENGRAM_HOME:-/opt/engram}"
(cd releases && grep " ${target}/" SHA256SUMS | sha256sum --check --quiet -)
sudo systemctl stop engram
sudo ln -sfn releases/${target} current.new
sudo mv -T current.new current
sudo systemctl start engram`;
  const { code, out, err } = await remoteOn(node, process.env).tries(script);
  if (code === 0) return;
  throw new Failure('check-failed', `${node} did not get ${target}, and is still drained`, {
    details: `${out}${err}`.split('\n').filter((line) => line.trim() !== ''),
    hint: `see \`ssh ${node} systemctl status engram\`; mend it and run the same command again, or roll back`,
  });
}
