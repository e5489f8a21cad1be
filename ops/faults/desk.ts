// Keeps the faults of one cluster: what is there, since when and until when. Lives in the supervisor, so faults are gone
// with the cluster. One change after the other: each computes from all faults how every edge must be, and makes it so.
import type { Cluster } from '../supervisor/cluster.ts';
import {
  type ActiveFault,
  amountOf,
  type Fault,
  type FaultOutcome,
  type FaultSelector,
  idOf,
  isSelected,
  whereOf,
} from './fault.ts';
import { linkEffects } from './links.ts';
import { NodeEdges } from './node-edges.ts';
import { PacketFilter } from './packet-filter.ts';
import { ProcessFaults } from './processes.ts';
import { Relays } from './relay/relays.ts';

type Kept = Omit<ActiveFault, 'endsAt'> & {
  endsAt: number | null;
  timer: NodeJS.Timeout | undefined;
  flapping: NodeJS.Timeout | undefined;
  /** Of a flap: the links are whole at the moment. */
  open: boolean;
  /** Of a torn write or a power cut: it has happened. */
  spent: boolean;
};

export type ListedFault = ActiveFault & { readonly state: string | null };

export class FaultDesk {
  readonly #faults = new Map<string, Kept>();
  readonly #processes: ProcessFaults;
  readonly #edges: NodeEdges;
  readonly #network: { readonly filter: PacketFilter; readonly relays: Relays } | undefined;
  #work: Promise<unknown> = Promise.resolve();

  constructor(cluster: Cluster) {
    const { record, hosts } = cluster;
    const addressOf = (id: string): string =>
      record.hosts.find((host) => host.id === id)?.address ?? id;
    this.#processes = new ProcessFaults(cluster);
    this.#edges = new NodeEdges(cluster);
    this.#network =
      record.isolation === 'namespace'
        ? { filter: new PacketFilter(addressOf), relays: new Relays(hosts, addressOf) }
        : undefined;
    for (const host of hosts) host.onChange(() => this.#forgetOver());
  }

  list(): readonly ListedFault[] {
    this.#forgetOver();
    return [...this.#faults.values()].map(({ id, fault, since, endsAt }) => ({
      id,
      fault,
      since,
      endsAt,
      state: this.#processes.stateOf(fault) ?? null,
    }));
  }

  /** All or none: where one is not possible, those before it are taken back. */
  inject(faults: readonly Fault[], forMs: number | null): Promise<readonly FaultOutcome[]> {
    return this.#inTurn(async () => {
      this.#forgetOver();
      const before = new Map(this.#faults);
      const begun: Kept[] = [];
      const outcomes: FaultOutcome[] = [];
      try {
        for (const fault of faults) {
          const known = before.get(idOf(fault));
          if (known !== undefined && JSON.stringify(known.fault) === JSON.stringify(fault)) {
            if (forMs !== null) this.#endAfter(known, forMs);
            outcomes.push({ ...outcomeOf(fault, `${known.id} is there already`), changed: false });
            continue;
          }
          const said = await this.#processes.begin(fault);
          const kept = newlyKept(fault, known);
          begun.push(kept);
          this.#faults.set(kept.id, kept);
          outcomes.push(outcomeOf(fault, said ?? sentenceOf(fault)));
        }
        if (begun.length > 0) await this.#apply();
        for (const { fault } of begun) await this.#processes.settle(fault);
      } catch (error) {
        await this.#takeBack(begun, before);
        throw error;
      }
      for (const kept of begun) {
        clearTimeout(before.get(kept.id)?.timer);
        clearInterval(before.get(kept.id)?.flapping);
        if (forMs !== null) this.#endAfter(kept, forMs);
        if (kept.fault.kind === 'flap') this.#flap(kept, kept.fault.periodMs);
      }
      return outcomes;
    });
  }

  /** The last comes first, as they may lie on top of each other. */
  clear(selector: FaultSelector): Promise<readonly FaultOutcome[]> {
    return this.#inTurn(() => {
      this.#forgetOver();
      return this.#end(
        [...this.#faults.values()].filter(({ fault }) => isSelected(fault, selector)).reverse(),
      );
    });
  }

  async #takeBack(begun: readonly Kept[], before: ReadonlyMap<string, Kept>): Promise<void> {
    for (const { id, fault } of begun.toReversed()) {
      const earlier = before.get(id);
      if (earlier === undefined) this.#faults.delete(id);
      else this.#faults.set(id, earlier);
      if (earlier === undefined) await this.#processes.end(fault).catch(() => undefined);
    }
    await this.#apply().catch(() => undefined);
  }

  /** One that cannot be ended stays in the list; the others are ended all the same. */
  async #end(chosen: readonly Kept[]): Promise<readonly FaultOutcome[]> {
    for (const { id } of chosen) this.#faults.delete(id);
    const outcomes: FaultOutcome[] = [];
    const failures: unknown[] = [];
    if (chosen.length === 0) return outcomes;
    await this.#apply().catch(() => undefined);
    for (const kept of chosen) {
      const { id, fault, timer, flapping } = kept;
      try {
        const said = await this.#processes.end(fault);
        clearTimeout(timer);
        clearInterval(flapping);
        const result = said === undefined ? '' : `: ${said}`;
        outcomes.push(outcomeOf(fault, `${id} is cleared${result}`));
      } catch (error) {
        this.#faults.set(id, kept);
        failures.push(error);
      }
    }
    // A node that was paused or away hears now what it missed.
    await this.#apply().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
    return outcomes;
  }

  async #apply(): Promise<void> {
    const faults = [...this.#faults.values()]
      .filter(({ open, spent }) => !open && !spent)
      .map(({ fault }) => fault);
    if (this.#network !== undefined) {
      const links = faults.flatMap(linkEffects);
      await this.#network.filter.set(links);
      await this.#network.relays.set(links);
    }
    await this.#edges.set(faults);
  }

  #endAfter(kept: Kept, milliseconds: number): void {
    clearTimeout(kept.timer);
    kept.endsAt = Date.now() + milliseconds;
    kept.timer = setTimeout(() => {
      const end = async () => {
        // It may have been cleared, or replaced, while it waited for its turn.
        if (this.#faults.get(kept.id) === kept) await this.#end([kept]);
      };
      this.#inTurn(end).catch((error: unknown) => {
        process.stderr.write(`fault ${kept.id} could not be cleared: ${error}\n`);
      });
    }, milliseconds);
  }

  #flap(kept: Kept, periodMs: number): void {
    kept.flapping = setInterval(() => {
      const turn = async () => {
        if (this.#faults.get(kept.id) !== kept) return;
        kept.open = !kept.open;
        await this.#apply();
      };
      this.#inTurn(turn).catch((error: unknown) => {
        process.stderr.write(`fault ${kept.id} could not flap: ${error}\n`);
      });
    }, periodMs / 2);
  }

  /** A kill ends when somebody starts the node, a pause when somebody resumes it; a torn write and a power cut happen once. */
  #forgetOver(): void {
    for (const kept of this.#faults.values()) {
      const fate = this.#processes.fateOf(kept.fault);
      if (fate === 'over') {
        clearTimeout(kept.timer);
        this.#faults.delete(kept.id);
      } else if (fate === 'spent' && !kept.spent) {
        kept.spent = true;
        void this.#inTurn(() => this.#apply()).catch(() => undefined);
      }
    }
  }

  #inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const done = this.#work.then(work, work);
    this.#work = done.catch(() => undefined);
    return done;
  }
}

function newlyKept(fault: Fault, before: Kept | undefined): Kept {
  return {
    id: idOf(fault),
    fault,
    since: before?.since ?? Date.now(),
    endsAt: null,
    timer: undefined,
    flapping: undefined,
    open: false,
    spent: false,
  };
}

function outcomeOf(fault: Fault, message: string): FaultOutcome {
  return { id: idOf(fault), kind: fault.kind, where: whereOf(fault), changed: true, message };
}

function sentenceOf(fault: Fault): string {
  const amount = amountOf(fault);
  return `${idOf(fault)} is there${amount === '' ? '' : `: ${amount}`}`;
}
