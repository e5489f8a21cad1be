/**
 * The one order of all that happens: a fake time, and a trace of everything that was seen, as a hash. After each happening
 * all that follows from it within the same moment is awaited, so that nothing of the event loop decides what comes next.
 */
import { createHash } from 'node:crypto';
import type { Clock } from '../../../../cluster/io/clock.ts';
import { Agenda } from '../../replication/simulation/agenda.ts';

/**
 * Turns of the event loop that one happening gets. Parts of a node wait for the end of a turn to do things together, one
 * behind the other: a request, its proposals, their write.
 */
const turns = 3;

/** What time passes for: a program on a host. */
export type Process = {
  readonly isAlive: boolean;
  /** It does nothing before this time, as when its host gives it no processor; everything waits for it. Milliseconds. */
  readonly pausedUntil: number;
  /** The clock of its host is off by that much, milliseconds. */
  readonly wallOffsetMs: () => number;
};

export class Timeline {
  /** Lines of the trace; kept only where somebody will read them. */
  readonly lines: string[] | null;
  readonly #agenda = new Agenda();
  readonly #hash = createHash('sha256');
  #seen = 0;
  #happened = false;

  constructor(options: { readonly keepsLines: boolean }) {
    this.lines = options.keepsLines ? [] : null;
  }

  get now(): number {
    return this.#agenda.now;
  }

  /** Happenings so far. */
  get seen(): number {
    return this.#seen;
  }

  /** Of everything that was noted so far. */
  digest(): string {
    return this.#hash.copy().digest('hex');
  }

  note(line: string): void {
    const text = `${this.now.toFixed(3)} ${line}`;
    this.#hash.update(`${text}\n`);
    this.lines?.push(text);
  }

  /** `action` happens then, unless `isOff` by then. */
  after(delayMs: number, action: () => void, isOff: () => boolean = () => false): void {
    this.#agenda.after(delayMs, () => {
      if (isOff()) return;
      this.#happened = true;
      this.#seen += 1;
      action();
    });
  }

  /** The same for something that a process does: not while it is paused, and never when it is gone. */
  afterIn(
    process: Process,
    delayMs: number,
    action: () => void,
    isOff: () => boolean = () => false,
  ): void {
    const isOver = (): boolean => isOff() || !process.isAlive;
    const act = (): void => {
      if (process.pausedUntil <= this.now) action();
      else this.after(process.pausedUntil - this.now, act, isOver);
    };
    this.after(delayMs, act, isOver);
  }

  /** Time as one process sees it. */
  clockOf(process: Process, startMs: number): Clock {
    return {
      monotonicMs: () => this.now + startMs,
      wallMs: () => 1_770_000_000_000 + Math.floor(this.now + process.wallOffsetMs()),
      schedule: (delayMs, action) => {
        let cancelled = false;
        this.afterIn(process, delayMs, action, () => cancelled);
        return () => {
          cancelled = true;
        };
      },
    };
  }

  async run(durationMs: number): Promise<void> {
    // Whoever calls has done something, too.
    this.#happened = true;
    const limit = this.now + durationMs;
    for (;;) {
      await this.#settle();
      if (!this.#agenda.step(limit)) return;
    }
  }

  /** Runs until `isDone`, at most for a time; false if that was not enough. */
  async runUntil(isDone: () => boolean, durationMs: number): Promise<boolean> {
    this.#happened = true;
    const limit = this.now + durationMs;
    for (;;) {
      await this.#settle();
      if (isDone()) return true;
      if (!this.#agenda.step(limit)) return isDone();
    }
  }

  async #settle(): Promise<void> {
    if (!this.#happened) return;
    this.#happened = false;
    for (let turn = 0; turn < turns; turn += 1) {
      await new Promise<void>((resolve) => {
        setImmediate(resolve);
      });
    }
  }
}
