/** Operations on memories that this node works on: those of its clients, and those that other nodes passed on to it. */
export class InFlight {
  #count = 0;

  get count(): number {
    return this.#count;
  }

  enter(): void {
    this.#count += 1;
  }

  leave(): void {
    this.#count -= 1;
  }

  /** Counts the work until it ends, well or not. */
  async during<Result>(work: () => Promise<Result> | Result): Promise<Result> {
    this.enter();
    try {
      return await work();
    } finally {
      this.leave();
    }
  }
}
