// Faults that are done to a node's process or its files, not to its traffic.
import { readFileSync, writeFileSync } from 'node:fs';
import { Failure } from '../failure.ts';
import { nodeFiles, ports } from '../layout.ts';
import type { Cluster } from '../supervisor/cluster.ts';
import type { NodeHost } from '../supervisor/node-host.ts';
import type { Fault } from './fault.ts';
import { Impostor } from './impostor.ts';
import { Throttle } from './throttle.ts';

/** A node cuts its files before it goes, milliseconds. */
const powerLossDeadline = 10_000;

/** Host number of an address where nobody is. */
const nobody = 251;

export class ProcessFaults {
  readonly #cluster: Cluster;
  readonly #throttles = new Map<string, Throttle>();
  readonly #impostors = new Map<string, Impostor>();
  readonly #seeds = new Map<string, string>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** Does what there is to do and says what came of it; undefined if the fault is none of a process. */
  async begin(fault: Fault): Promise<string | undefined> {
    switch (fault.kind) {
      case 'kill':
        return (await this.#host(fault.node).kill()).message;
      case 'pause':
        return this.#host(fault.node).pause().message;
      case 'slow-node':
        return this.#slowDown(fault.node, fault.share);
      case 'duplicate-id':
        return this.#addImpostor(fault.node);
      case 'wrong-seeds':
        return this.#spoilSeeds(fault.node);
      case 'torn-write':
      case 'power-loss':
      case 'failing-fsync':
      case 'full-disk':
      case 'slow-disk':
        requireRunning(this.#host(fault.node));
        return undefined;
      default:
        return undefined;
    }
  }

  /** Resolves when a fault that ends its node by itself has done so. */
  async settle(fault: Fault): Promise<void> {
    if (fault.kind !== 'power-loss') return;
    if (await this.#host(fault.node).ended(powerLossDeadline)) return;
    throw new Failure('could-not', `\`${fault.node}\` still runs, without power`);
  }

  /** Takes it back. A node that ended of the fault is started. */
  async end(fault: Fault): Promise<string | undefined> {
    switch (fault.kind) {
      case 'kill':
      case 'torn-write':
      case 'power-loss':
      case 'failing-fsync':
      case 'full-disk':
        return this.#startIfStopped(fault.node);
      case 'pause':
        return this.#resume(fault.node);
      case 'slow-node':
        this.#throttles.get(fault.node)?.end();
        this.#throttles.delete(fault.node);
        return undefined;
      case 'duplicate-id':
        return this.#endImpostor(fault.node);
      case 'wrong-seeds':
        return this.#mendSeeds(fault.node);
      default:
        return undefined;
    }
  }

  /** What there is to say about a fault now, besides that it is there. */
  stateOf(fault: Fault): string | undefined {
    if (fault.kind === 'duplicate-id') return this.#impostors.get(fault.node)?.state;
    if (!('node' in fault)) return undefined;
    const { state } = this.#host(fault.node).state;
    return state === 'serving' ? undefined : `${fault.node} is ${state}`;
  }

  /** Whether somebody else has ended the fault, or it can happen no more. */
  fateOf(fault: Fault): 'there' | 'over' | 'spent' {
    if (!('node' in fault)) return 'there';
    const { state } = this.#host(fault.node).state;
    if (fault.kind === 'kill') return state === 'serving' ? 'over' : 'there';
    if (fault.kind === 'pause') return state === 'paused' ? 'there' : 'over';
    const happensOnce = fault.kind === 'torn-write' || fault.kind === 'power-loss';
    return happensOnce && state === 'stopped' ? 'spent' : 'there';
  }

  #host(id: string): NodeHost {
    const host = this.#cluster.hosts.find((candidate) => candidate.id === id);
    if (host !== undefined) return host;
    throw new Failure('usage', `Unexpected node \`${id}\``);
  }

  async #startIfStopped(id: string): Promise<string | undefined> {
    const host = this.#host(id);
    return host.state.state === 'stopped' ? (await host.start()).message : undefined;
  }

  #resume(id: string): string | undefined {
    const host = this.#host(id);
    return host.state.state === 'paused' ? host.resume().message : undefined;
  }

  #slowDown(id: string, share: number): string {
    const host = requireRunning(this.#host(id));
    const throttle = this.#throttles.get(id);
    if (throttle === undefined) this.#throttles.set(id, new Throttle(host, share));
    else throttle.setShare(share);
    return `${id} runs for ${Math.round(share * 100)} % of the time`;
  }

  async #addImpostor(id: string): Promise<string> {
    const impostor = await Impostor.start(this.#cluster, id);
    this.#impostors.set(id, impostor);
    return `a second process with the id ${id} started at ${impostor.address}`;
  }

  async #endImpostor(id: string): Promise<string> {
    await this.#impostors.get(id)?.end();
    this.#impostors.delete(id);
    return `the second process with the id ${id} is gone`;
  }

  async #spoilSeeds(id: string): Promise<string> {
    const { config } = nodeFiles(this.#cluster.folder, id);
    const address = this.#cluster.record.hosts[0]?.address.replace(/\d+$/, String(nobody));
    const before = readFileSync(config, 'utf8');
    const line = seedLine(before);
    if (line === undefined) {
      throw new Failure('could-not', `\`${config}\` has no line \`seed_nodes = [ … ]\` to spoil`);
    }
    this.#seeds.set(id, line);
    writeFileSync(config, before.replace(line, `seed_nodes = ["${address}:${ports.swim}"]`));
    await this.#restart(id);
    return `${id} was restarted with ${address}:${ports.swim}, where nobody is, as its only seed`;
  }

  async #mendSeeds(id: string): Promise<string | undefined> {
    const line = this.#seeds.get(id);
    if (line === undefined) return undefined;
    const { config } = nodeFiles(this.#cluster.folder, id);
    const before = readFileSync(config, 'utf8');
    writeFileSync(config, before.replace(seedLine(before) ?? '', line));
    this.#seeds.delete(id);
    await this.#restart(id);
    return `${id} was restarted with the seeds it had`;
  }

  async #restart(id: string): Promise<void> {
    const host = this.#host(id);
    await host.stop();
    await host.start();
  }
}

function seedLine(config: string): string | undefined {
  return /^seed_nodes = \[.*\]$/m.exec(config)?.[0];
}

function requireRunning(host: NodeHost): NodeHost {
  if (host.state.pid !== undefined) return host;
  throw new Failure('could-not', `\`${host.id}\` is not running`, {
    hint: `run \`engram-ops node start ${host.id}\` first`,
  });
}
