/** Takes commands for the catalog to the coordinator, wherever it is, without anybody waiting for them. */
import { Deadline } from '../api/deadline.ts';
import { catalogPath } from '../api/internal.ts';
import { sentenceOf } from '../errors.ts';
import type { Clock } from '../io/clock.ts';
import type { Logger } from '../io/logger.ts';
import { entryTypes } from '../model/entry.ts';
import type { NodeId } from '../model/ids.ts';
import type { CatalogCommand } from '../placement/catalog.ts';
import { type Attempt, askOffice } from './ask-office.ts';
import type { Groups } from './groups.ts';
import { OfficeLine } from './office-line.ts';
import { type Peers, toFailedAttempt } from './peers.ts';
import type { Signal } from './signal.ts';

export type CatalogDeskDeps = {
  readonly groups: Groups;
  readonly peers: Peers;
  readonly changed: Signal;
  readonly clock: Clock;
  readonly logger: Logger;
};

/** A command that is not taken within this time is told again by whoever still needs it, milliseconds. */
const deadlineMs = 3_000;

export class CatalogDesk {
  readonly #deps: CatalogDeskDeps;
  readonly #line = new OfficeLine();
  /** Commands on their way, as text: the same one is told once at a time. */
  readonly #telling = new Set<string>();

  constructor(deps: CatalogDeskDeps) {
    this.#deps = deps;
  }

  tell(command: CatalogCommand): void {
    const key = JSON.stringify(command);
    if (this.#telling.has(key)) return;
    this.#telling.add(key);
    void this.#send(command).finally(() => this.#telling.delete(key));
  }

  /** What this node says when it is asked as the coordinator. */
  async answer(command: CatalogCommand): Promise<Attempt<null>> {
    const { catalog } = this.#deps.groups;
    if (catalog === null) return { kind: 'refused', reason: 'it has no catalog', primary: null };
    const proposed = await catalog.propose(entryTypes.catalogCommand, command);
    if (proposed.kind === 'committed') return { kind: 'answered', answer: null };
    // Accepted is what a catalog's proposal never is: it must be with a majority.
    if (proposed.kind === 'unknown' || proposed.kind === 'accepted')
      return { kind: 'unknown', reason: 'that the outcome is unknown' };
    return { kind: 'refused', reason: `\`${proposed.reason}\``, primary: proposed.primary };
  }

  /** Resolves when the command is committed and applied by the coordinator. */
  async commit(command: CatalogCommand, deadline: Deadline): Promise<void> {
    const { groups, changed } = this.#deps;
    const question = {
      office: 'The coordinator',
      line: this.#line,
      candidates: () => groups.catalog?.status().copies.voters ?? [],
      holder: () => groups.catalog?.status().primary ?? null,
      ask: (node: NodeId, remainingMs: number) => this.#ask(node, command, remainingMs),
      writes: true,
    };
    await askOffice(question, deadline, changed);
  }

  async #send(command: CatalogCommand): Promise<void> {
    const { clock, logger } = this.#deps;
    try {
      await this.commit(command, new Deadline(deadlineMs, clock));
    } catch (thrown) {
      logger.warn('catalog-command-not-taken', {
        operation: command.kind,
        reason: sentenceOf(thrown),
      });
    }
  }

  async #ask(node: NodeId, command: CatalogCommand, remainingMs: number): Promise<Attempt<null>> {
    const { peers } = this.#deps;
    if (node === peers.self) return await this.answer(command);
    try {
      // The peer is another node of this program: it answers what `answer` above returns.
      return (await peers.ask(node, catalogPath, command, remainingMs)) as Attempt<null>;
    } catch (thrown) {
      return toFailedAttempt(thrown);
    }
  }
}
