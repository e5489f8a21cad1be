// Starts a relay in the network of every node that needs one, and leads the packets through it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { Failure } from '../../failure.ts';
import { programs } from '../../layout.ts';
import type { NodeHost } from '../../supervisor/node-host.ts';
import type { LinkEffect } from '../links.ts';
import { runNft } from '../nft.ts';
import { type RelayPlan, relayPlan, relayRules } from './plan.ts';

type Relay = { readonly child: ChildProcess; readonly lines: Interface };

/** Milliseconds for a relay to do what it is told; it has to start first. */
const deadline = 15_000;

export class Relays {
  readonly #hosts: readonly NodeHost[];
  readonly #addressOf: (node: string) => string;
  readonly #relays = new Map<string, Relay>();
  readonly #plans = new Map<string, string>();

  constructor(hosts: readonly NodeHost[], addressOf: (node: string) => string) {
    this.#hosts = hosts;
    this.#addressOf = addressOf;
  }

  async set(links: readonly LinkEffect[]): Promise<void> {
    await Promise.all(
      this.#hosts.map((host) => this.#setOne(host, relayPlan(host.id, links, this.#addressOf))),
    );
  }

  async #setOne(host: NodeHost, plan: RelayPlan): Promise<void> {
    const text = JSON.stringify(plan);
    const before = this.#plans.get(host.id);
    if (before === text || (before === undefined && plan.peers.length === 0)) return;
    const pid = host.launcherPid;
    if (pid === undefined) throw new Failure('could-not', `\`${host.id}\` has no host any more`);
    this.#plans.set(host.id, text);
    // Packets are led to a relay that is there, and away from one before it goes.
    if (plan.peers.length === 0) {
      await runNft(relayRules(plan), pid);
      this.#end(host.id);
      return;
    }
    try {
      await this.#tell(host.id, pid, text);
      await runNft(relayRules(plan), pid);
    } catch (error) {
      this.#plans.delete(host.id);
      this.#end(host.id);
      throw error;
    }
  }

  async #tell(id: string, pid: number, text: string): Promise<void> {
    const relay = this.#relays.get(id) ?? this.#start(id, pid);
    const said = once(relay.lines, 'line', { signal: AbortSignal.timeout(deadline) });
    relay.child.stdin?.write(`${text}\n`);
    const [line] = (await said.catch(() => ['it did not answer in time'])) as [string];
    if (line === 'ok') return;
    throw new Failure('could-not', `The relay of \`${id}\` failed: ${line}`);
  }

  #start(id: string, pid: number): Relay {
    const words = ['--target', String(pid), '--net', process.execPath, programs.relay];
    const child = spawn('nsenter', words, { stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdin.on('error', () => {});
    child.on('error', () => {});
    const relay = { child, lines: createInterface({ input: child.stdout }) };
    this.#relays.set(id, relay);
    return relay;
  }

  #end(id: string): void {
    this.#relays.get(id)?.child.stdin?.end();
    this.#relays.delete(id);
    this.#plans.delete(id);
  }
}
