/** Those who wait until it is sure that a copy is the primary. */

type Resolve = (confirmed: boolean) => void;

export class WaitingReads {
  /** By token. */
  readonly #pending = new Map<number, Resolve>();
  #lastToken = 0;

  /** `ask` asks the group under a token, which the confirmation will name. */
  add(ask: (token: number) => void): Promise<boolean> {
    this.#lastToken += 1;
    const token = this.#lastToken;
    return new Promise((resolve) => {
      this.#pending.set(token, resolve);
      ask(token);
    });
  }

  settle(token: number, confirmed: boolean): void {
    this.#pending.get(token)?.(confirmed);
    this.#pending.delete(token);
  }

  /** Nobody is going to be sure. */
  giveUp(): void {
    for (const resolve of this.#pending.values()) resolve(false);
    this.#pending.clear();
  }
}
