/** Messages between simulated nodes: delayed, so reordered; sometimes lost or doubled; links can be cut one way. */
import type { Random } from '../../../../cluster/io/random.ts';
import type { NodeId } from '../../../../cluster/model/ids.ts';
import type { GroupMessage } from '../../../../cluster/replication/message.ts';
import type { Agenda } from './agenda.ts';

export type Weather = {
  readonly delayMsMax: number;
  readonly lossRate: number;
  readonly doubleRate: number;
};

export const goodWeather: Weather = { delayMsMax: 5, lossRate: 0, doubleRate: 0 };

type Deliver = (to: NodeId, message: GroupMessage, sentAt: number) => void;

export class SimulatedNetwork {
  weather: Weather = goodWeather;
  readonly #agenda: Agenda;
  readonly #random: Random;
  readonly #deliver: Deliver;
  /** `from to` pairs that let nothing through. */
  readonly #cut = new Set<string>();

  constructor(agenda: Agenda, random: Random, deliver: Deliver) {
    this.#agenda = agenda;
    this.#random = random;
    this.#deliver = deliver;
  }

  send(to: NodeId, message: GroupMessage): void {
    // Through text, as on a wire: what is no JSON would not arrive.
    const text = JSON.stringify(message);
    const times = this.#random.fraction() < this.weather.doubleRate ? 2 : 1;
    const sentAt = this.#agenda.now;
    for (let copy = 0; copy < times; copy += 1) {
      if (this.#random.fraction() < this.weather.lossRate) continue;
      this.#agenda.after(this.#delay(), () => {
        if (this.isCut(message.from, to)) return;
        this.#deliver(to, JSON.parse(text) as GroupMessage, sentAt);
      });
    }
  }

  cut(from: NodeId, to: NodeId): void {
    this.#cut.add(`${from} ${to}`);
  }

  heal(): void {
    this.#cut.clear();
  }

  isCut(from: NodeId, to: NodeId): boolean {
    return this.#cut.has(`${from} ${to}`);
  }

  /** Mostly fast, now and then the whole of it, so that late messages meet a changed world. */
  #delay(): number {
    const { delayMsMax } = this.weather;
    const rare = this.#random.fraction() < 0.05;
    return this.#random.fraction() * (rare ? delayMsMax * 20 : delayMsMax);
  }
}
