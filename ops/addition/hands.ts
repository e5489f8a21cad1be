// What adding a node does: questions and orders to the cluster over HTTP, files and services of the hosts over ssh.
import type { EndpointName, ResponseOf } from '../../cluster/api/contract.ts';
import type { Check } from '../check-list.ts';
import { Failure } from '../failure.ts';
import { askReport } from '../health/ask.ts';
import { checkCluster } from '../health/checks.ts';
import { ports } from '../layout.ts';
import { askPath, orderPath } from '../node-api.ts';
import { waitFor } from '../placement-api.ts';
import { askHost, askOperator } from '../preflight/ask.ts';
import { checkBeforehand } from '../preflight/checks.ts';
import { type Remote, remoteOn } from '../remote.ts';
import { answering, type Target } from '../targets.ts';
import { waitUntil } from '../wait.ts';
import { renamed, seedsOf, withNode, withSeeds } from './configuration.ts';
import type { AdditionHands, Share } from './drive.ts';

const clusterPath = '/api/v1/cluster';
/** How long a cluster that is not healthy may become so before it counts as trouble, milliseconds. */
const calmMs = 15_000;
const calmEvery = 500;
/** Where a node has its data, as a shell on its host finds it. */
const dataFolder = `"\${ENGRAM_DATA_DIR:-/var/lib/engram}"`;

export type HandsNeeds = {
  readonly node: string;
  /** Where the host is; undefined where only its name is known. */
  readonly address: string | undefined;
  readonly targets: readonly Target[];
  readonly environment: NodeJS.ProcessEnv;
  /** For each wait: milliseconds, and as the operator wrote it. */
  readonly within: { readonly ms: number; readonly words: string };
  /** As for `preflight`: bytes that must be free, milliseconds that clocks may differ. */
  readonly limits: { readonly minFree: number; readonly maxSkew: number };
};

export class ClusterHands implements AdditionHands {
  readonly #needs: HandsNeeds;
  readonly #host: Remote;

  constructor(needs: HandsNeeds) {
    this.#needs = needs;
    this.#host = remoteOn(needs.node, needs.environment);
  }

  async memberState(): ReturnType<AdditionHands['memberState']> {
    const { members } = await this.#get<'getMembers'>('/members');
    return members.find(({ id }) => id === this.#needs.node)?.state ?? 'absent';
  }

  async isRunning(): Promise<boolean> {
    return (await this.#host.tries('systemctl is-active --quiet engram')).code === 0;
  }

  async check(): Promise<void> {
    const { node } = this.#needs;
    const wrong = [...(await this.#sicknesses()), ...(await this.#unfitness())];
    if (wrong.length === 0) return;
    throw new Failure('check-failed', `${node} cannot be added now`, { details: wrong });
  }

  async configure(): Promise<void> {
    const { node } = this.#needs;
    const [pattern] = await this.#others();
    const text = await remoteOn(pattern, this.#needs.environment).readConfig();
    const seeds = withNode(requireSeeds(pattern, text), node, ports.swim);
    await this.#host.writeConfig(renamed(text, { from: pattern, to: node, seeds }));
  }

  async start(): Promise<void> {
    await this.#host.does('sudo systemctl start engram', 'did not start its service');
  }

  async awaitMember(): Promise<void> {
    const { node } = this.#needs;
    let blind: readonly string[] = [node];
    await this.#wait(
      async () => {
        const { members } = await this.#get<'getMembers'>('/members');
        const alive = members.filter(({ state }) => state === 'alive');
        const seeing = await Promise.all(alive.map((member) => this.#sees(member.http_address)));
        blind = alive.filter((_, at) => !seeing[at]).map(({ id }) => id);
        return blind.length === 0 && alive.some(({ id }) => id === node);
      },
      () =>
        `${node} runs (\`ssh ${node} journalctl -u engram -n 20\` says how), and is no member for ${blind.join(', ') || 'the others'}: it was not seen alive with a vote`,
    );
  }

  async awaitShare(): Promise<Share> {
    const { rebalance_id: id } = await this.#order<'rebalance'>('/rebalance');
    if (id !== null) await this.#awaitRebalance(id);
    const held = await this.#get<'getNode'>(`/nodes/${this.#needs.node}`);
    const primaries = held.primary_spaces.length;
    return { copies: primaries + held.replica_spaces.length, primaries };
  }

  async spreadSeed(): Promise<readonly string[]> {
    const { node, environment } = this.#needs;
    const changed: string[] = [];
    for (const other of await this.#others()) {
      const host = remoteOn(other, environment);
      const text = await host.readConfig();
      const added = withSeeds(text, withNode(requireSeeds(other, text), node, ports.swim));
      if (added === text) continue;
      await host.writeConfig(added);
      changed.push(other);
    }
    return changed;
  }

  /** What the health check of the cluster finds; it may have a moment to become well. */
  async #sicknesses(): Promise<readonly string[]> {
    let wrong: readonly string[] = [];
    await waitUntil(
      async () => {
        const { targets } = this.#needs;
        wrong = failuresOf(
          checkCluster(await Promise.all(targets.map(({ node, url }) => askReport(node, url)))),
        );
        return wrong.length === 0;
      },
      { deadline: calmMs, every: calmEvery },
    );
    return wrong;
  }

  /** What the new host lacks, and what it has that it should not have. */
  async #unfitness(): Promise<readonly string[]> {
    const { node, address, environment, limits } = this.#needs;
    const host = address === undefined ? { node } : { node, address };
    const [operator, report] = await Promise.all([
      askOperator(environment),
      askHost(host, [], ports, environment),
    ]);
    const wrong = failuresOf(
      checkBeforehand(operator, [report], { ...limits, running: false, ports }),
    );
    if (typeof report.facts === 'string') return wrong;
    const { nodes } = await this.#get<'getUpgradeStatus'>('/upgrade/status');
    const versions = new Set(nodes.map(({ version }) => version));
    const { version } = report.facts;
    const isKnown = version === null || versions.has(version);
    const { out } = await this.#host.tries(`test ! -e ${dataFolder} || ls -A ${dataFolder}`);
    return [
      ...wrong,
      ...(isKnown
        ? []
        : [
            `${node} has engram ${version}, and no node of the cluster has: ${[...versions].join(', ')}`,
          ]),
      ...(out.trim() === ''
        ? []
        : [`${node} has data of an earlier installation: ${out.trim().split('\n').join(', ')}`]),
    ];
  }

  /** Whether the node at this URL sees the new one alive and counts its vote. */
  async #sees(url: string): Promise<boolean> {
    const { node } = this.#needs;
    const [{ members }, { nodes: voters }] = await Promise.all([
      askPath<ResponseOf<'getMembers'>>(url, `${clusterPath}/members`),
      askPath<ResponseOf<'getUpgradeStatus'>>(url, `${clusterPath}/upgrade/status`),
    ]);
    return (
      members.some(({ id, state }) => id === node && state === 'alive') &&
      voters.some(({ id }) => id === node)
    );
  }

  async #awaitRebalance(id: string): Promise<void> {
    let last: ResponseOf<'getRebalanceStatus'> | undefined;
    await this.#wait(
      async () => {
        last = await this.#get<'getRebalanceStatus'>('/rebalance/status');
        return last.rebalance_id !== id || last.state === 'complete' || last.state === 'failed';
      },
      () =>
        `${this.#needs.node} is a member, and its share is still on the way (\`engram-ops rebalance status\`): the rebalance ${id} is ${last?.state ?? 'unknown'}, and not over`,
    );
    if (last?.rebalance_id !== id || last.state !== 'failed') return;
    throw new Failure('check-failed', `${last.recent_failures.length} moves of ${id} failed`, {
      details: last.recent_failures.map((move) => `${move.space_id}: ${move.reason}`),
      hint: 'mend what they say, then `engram-ops rebalance retry`; no data is in danger',
    });
  }

  /** Members that are alive, without the new one. At least one. */
  async #others(): Promise<readonly [string, ...string[]]> {
    const { members } = await this.#get<'getMembers'>('/members');
    const [first, ...rest] = members
      .filter(({ id, state }) => id !== this.#needs.node && state === 'alive')
      .map(({ id }) => id);
    if (first === undefined) throw new Failure('could-not', 'The cluster has no other member');
    return [first, ...rest];
  }

  async #door(): Promise<string> {
    const { targets, node } = this.#needs;
    return (await answering(targets.filter((target) => target.node !== node))).url;
  }

  async #get<Name extends EndpointName>(path: string): Promise<ResponseOf<Name>> {
    return await askPath<ResponseOf<Name>>(await this.#door(), `${clusterPath}${path}`);
  }

  async #order<Name extends EndpointName>(path: string): Promise<ResponseOf<Name>> {
    return await orderPath(await this.#door(), 'POST', `${clusterPath}${path}`, undefined);
  }

  async #wait(isSo: () => Promise<boolean>, what: () => string): Promise<void> {
    const { ms, words } = this.#needs.within;
    await waitFor(isSo, ms, () => `${what()} within ${words}`);
  }
}

function failuresOf(checks: readonly Check[]): readonly string[] {
  return checks
    .filter(({ state }) => state === 'fail')
    .map(({ name, detail }) => `${name}: ${detail}`);
}

function requireSeeds(node: string, text: string): readonly string[] {
  const seeds = seedsOf(text);
  if (seeds !== null) return seeds;
  throw new Failure('check-failed', `The configuration of ${node} has no list \`seed_nodes\``, {
    hint: 'add it to `[cluster.discovery]`, with all nodes; nothing has to be restarted for that',
  });
}
