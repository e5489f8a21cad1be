// What a rolling upgrade does: orders to the cluster over HTTP, and to each host over ssh.
import type { EndpointName, ResponseOf } from '../../cluster/api/contract.ts';
import { Failure } from '../failure.ts';
import { askPath, orderPath } from '../node-api.ts';
import { waitFor } from '../placement-api.ts';
import { type Remote, remoteOn } from '../remote.ts';
import { answering, type Target } from '../targets.ts';
import { waitUntil } from '../wait.ts';
import type { UpgradeHands } from './drive.ts';
import { type AwayHost, hasEnded, type UpgradingNode } from './next-task.ts';

const clusterPath = '/api/v1/cluster';
/** How long a member that is not alive may become so before it counts as trouble, milliseconds. */
const calmMs = 15_000;
const calmEvery = 500;
/** Where a host has its releases, as a shell there finds it. */
const home = `"\${ENGRAM_HOME:-/opt/engram}"`;

type Voter = ResponseOf<'getUpgradeStatus'>['nodes'][number];
type Members = ResponseOf<'getMembers'>['members'];

export type HandsNeeds = {
  readonly targets: readonly Target[];
  readonly environment: NodeJS.ProcessEnv;
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
    // One that has just come back is a suspect to somebody for a moment, and one that has just ended is alive to all.
    let nodes: readonly UpgradingNode[] | null = null;
    await waitUntil(
      async () => {
        nodes = await this.#lookOnce().catch(silence);
        return nodes?.every(isSettled) ?? false;
      },
      { deadline: calmMs, every: calmEvery },
    );
    return nodes ?? (await this.#lookOnce());
  }

  async start(node: string): Promise<void> {
    // systemd refuses one that failed too often, until it is told to forget that.
    const script = `sudo systemctl reset-failed engram || true
sudo systemctl start engram`;
    await this.#on(node).does(script, 'did not start its service');
  }

  async awaitAlive(node: string): Promise<void> {
    await this.#wait(
      async () => (await this.#memberOf(node))?.state === 'alive',
      () =>
        `${node} was not seen alive by the others (\`ssh ${node} journalctl -u engram -n 50\` says why)`,
    );
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
    await this.#swap(node);
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

  async #lookOnce(): Promise<readonly UpgradingNode[]> {
    const { nodes } = await this.#get<'getUpgradeStatus'>('/upgrade/status');
    const { members } = await this.#get<'getMembers'>('/members?include=left');
    return await Promise.all(
      nodes.map((voter) =>
        voter.state === 'alive' ? this.#askAlive(voter) : this.#askAway(voter, members),
      ),
    );
  }

  async #askAlive({ id, version, state }: Voter): Promise<UpgradingNode> {
    const drain = await this.#get<'getDrainStatus'>(`/nodes/${id}/drain/status`);
    return {
      id,
      version,
      state,
      draining: drain.state !== 'none',
      coordinator: drain.coordinator,
      primaries: drain.primaries_remaining,
      host: null,
    };
  }

  /** Nobody can ask it about its drain; its own last word stands in the list of the members. */
  async #askAway({ id, version, state }: Voter, members: Members): Promise<UpgradingNode> {
    const draining = members.find((member) => member.id === id)?.draining ?? false;
    const host = await this.#hostOf(id);
    return { id, version, state, draining, coordinator: false, primaries: 0, host };
  }

  /** Null where nobody can log in. */
  async #hostOf(node: string): Promise<AwayHost | null> {
    const script = `systemctl is-active engram || true
readlink ${home}/current || true`;
    const { code, out } = await this.#on(node).tries(script);
    if (code !== 0) return null;
    const [service = '', link = ''] = out.split('\n');
    return { service, release: /([^/]+)\/?$/.exec(link)?.[1] ?? null };
  }

  #on(node: string): Remote {
    return remoteOn(node, this.#needs.environment);
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

  /** The host checks the release against its published checksum before it stops anything. */
  async #swap(node: string): Promise<void> {
    const { target } = this.#needs;
    const script = `set -e
cd ${home}
(cd releases && grep " ${target}/" SHA256SUMS | sha256sum --check --quiet -)
sudo systemctl stop engram
sudo ln -sfn releases/${target} current.new
sudo mv -T current.new current
sudo systemctl start engram`;
    const { code, out, err } = await this.#on(node).tries(script);
    if (code === 0) return;
    throw new Failure('check-failed', `${node} did not get ${target}, and is still drained`, {
      details: `${out}${err}`.split('\n').filter((line) => line.trim() !== ''),
      hint: `see \`ssh ${node} systemctl status engram\`; mend it and run the same command again, or roll back`,
    });
  }
}

/** There is nothing to wait for: it is alive, or its process has ended for certain. */
function isSettled({ state, host }: UpgradingNode): boolean {
  return state === 'alive' || (host !== null && hasEnded(host));
}

/** A node that is called alive and does not answer: the next look knows more. */
function silence(error: unknown): null {
  if (error instanceof Failure) return null;
  throw error;
}
