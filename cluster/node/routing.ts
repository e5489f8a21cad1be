/** How requests of this node's clients find the copies of their spaces. Counts since the start. */

export type RoutedOperation = 'store' | 'recall' | 'delete' | 'query';

/** primary: the space's primary answers. local: the copy here, asked for as it is. scatter: any copy of many spaces. */
export const routingStrategies = ['primary', 'local', 'scatter'] as const;
export type RoutingStrategy = (typeof routingStrategies)[number];

export type RoutedCount = {
  readonly operation: RoutedOperation;
  readonly strategy: RoutingStrategy;
  readonly count: number;
};

export class Routing {
  readonly #requests = new Map<RoutedOperation, Map<RoutingStrategy, number>>();
  readonly #retries = new Map<RoutedOperation, number>();
  #fallbacks = 0;

  /** A request is on its way; for several spaces it counts once for each. */
  request(operation: RoutedOperation, strategy: RoutingStrategy): void {
    const counts = this.#requests.get(operation) ?? new Map<RoutingStrategy, number>();
    counts.set(strategy, (counts.get(strategy) ?? 0) + 1);
    this.#requests.set(operation, counts);
  }

  /** The node that was asked did not answer, or was not the primary: it is asked again, or another one. */
  retry(operation: RoutedOperation): void {
    this.#retries.set(operation, (this.#retries.get(operation) ?? 0) + 1);
  }

  /** A copy answered in place of the one that was asked first. */
  fallback(): void {
    this.#fallbacks += 1;
  }

  get requests(): readonly RoutedCount[] {
    return [...this.#requests].flatMap(([operation, counts]) =>
      [...counts].map(([strategy, count]) => ({ operation, strategy, count })),
    );
  }

  get retries(): ReadonlyMap<RoutedOperation, number> {
    return this.#retries;
  }

  get fallbacks(): number {
    return this.#fallbacks;
  }
}
