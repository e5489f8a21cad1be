/** Which spaces there are and who holds them; making new ones. The coordinator decides, everybody else asks it. */
import type { Deadline } from '../api/deadline.ts';
import { ensureSpacePath, foundPath } from '../api/internal.ts';
import { ApiError } from '../errors.ts';
import type { Clock } from '../io/clock.ts';
import { entryTypes } from '../model/entry.ts';
import type { NodeId, SpaceId } from '../model/ids.ts';
import { assignCopies } from '../placement/assign.ts';
import type { CatalogCommand, CatalogSpace } from '../placement/catalog.ts';
import { type Attempt, askOffice, notCoordinator } from './ask-office.ts';
import type { CatalogHost, Groups } from './groups.ts';
import { OfficeLine } from './office-line.ts';
import { type Peers, toFailedAttempt } from './peers.ts';
import { newSpaceLoads } from './placement-view.ts';
import type { Signal } from './signal.ts';

export type SpacesDeps = {
  readonly groups: Groups;
  readonly peers: Peers;
  readonly changed: Signal;
  readonly clock: Clock;
  /** Copies of each space, the primary included. */
  readonly copies: number;
};

/** What the coordinator says about a space; null: there is none of that name. */
export type EnsureAnswer = Attempt<CatalogSpace | null>;

/** Copies that are not told of a new space at once learn it from the catalog, milliseconds. */
const foundDeadlineMs = 500;

export class Spaces {
  readonly #deps: SpacesDeps;
  readonly #line = new OfficeLine();
  /** Spaces that the coordinator told of before the own copy of the catalog did. */
  readonly #told = new Map<SpaceId, CatalogSpace>();
  /** As coordinator: spaces being made. */
  readonly #making = new Map<SpaceId, Promise<EnsureAnswer>>();

  constructor(deps: SpacesDeps) {
    this.#deps = deps;
  }

  /** The space as far as this node knows; null if it knows none. */
  find(id: SpaceId): CatalogSpace | null {
    return this.#deps.groups.catalog?.machine.space(id) ?? this.#told.get(id) ?? null;
  }

  /** The space, made if it is missing. */
  async ensure(id: SpaceId, deadline: Deadline): Promise<CatalogSpace> {
    const space = this.find(id) ?? (await this.#ask(id, true, deadline));
    if (space === null)
      throw new ApiError('MEMORY_SYSTEM_ERROR', `The space \`${id}\` was not made.`);
    return space;
  }

  /** The space, or a 404. */
  async require(id: SpaceId, deadline: Deadline): Promise<CatalogSpace> {
    const space = this.find(id) ?? (await this.#ask(id, false, deadline));
    if (space !== null) return space;
    throw new ApiError(
      'RESOURCE_NOT_FOUND',
      `Unexpected space \`${id}\`, expected one that exists.`,
      {
        hint: 'A space is made by its first write, or by POST /api/v1/spaces.',
      },
    );
  }

  /** Asks the coordinator, whose answer is the newest there is. */
  async #ask(id: SpaceId, create: boolean, deadline: Deadline): Promise<CatalogSpace | null> {
    const { groups, changed } = this.#deps;
    const answer = await askOffice<CatalogSpace | null>(
      {
        office: 'The coordinator',
        line: this.#line,
        candidates: () => groups.catalog?.status().copies.voters ?? [],
        holder: () => groups.catalog?.status().primary ?? null,
        ask: (node, deadlineMs) => this.#askNode(node, { id, create }, deadlineMs),
        writes: create,
      },
      deadline,
      changed,
    );
    if (answer !== null) this.#told.set(id, answer);
    return answer;
  }

  async #askNode(
    node: NodeId,
    question: { readonly id: SpaceId; readonly create: boolean },
    deadlineMs: number,
  ): Promise<EnsureAnswer> {
    const { peers } = this.#deps;
    if (node === peers.self) return await this.answer(question);
    try {
      // The peer is another node of this program: it answers what `answer` below returns.
      return (await peers.ask(node, ensureSpacePath, question, deadlineMs)) as EnsureAnswer;
    } catch (thrown) {
      return toFailedAttempt(thrown);
    }
  }

  /** What this node says when it is asked as the coordinator. */
  async answer(question: {
    readonly id: SpaceId;
    readonly create: boolean;
  }): Promise<EnsureAnswer> {
    const { catalog } = this.#deps.groups;
    const status = catalog?.status();
    if (catalog === null || status?.role !== 'primary' || !status.settled) {
      return notCoordinator(status?.primary ?? null);
    }
    const known = catalog.machine.space(question.id);
    if (known !== null) return { kind: 'answered', answer: known };
    if (!question.create) return await this.#answerMissing(catalog, question.id);
    const making = this.#making.get(question.id) ?? this.#make(catalog, question.id);
    this.#making.set(question.id, making);
    return await making.finally(() => this.#making.delete(question.id));
  }

  /** Before a node says that there is no such space, it makes sure that no other coordinator has made it. */
  async #answerMissing(catalog: CatalogHost, id: SpaceId): Promise<EnsureAnswer> {
    if (await catalog.confirm()) return { kind: 'answered', answer: catalog.machine.space(id) };
    return notCoordinator(catalog.primary);
  }

  async #make(catalog: CatalogHost, id: SpaceId): Promise<EnsureAnswer> {
    const { peers, clock } = this.#deps;
    const loads = newSpaceLoads(catalog.machine, peers.members(), this.#deps.copies);
    const copies = assignCopies(id, loads, this.#deps.copies);
    if (copies.length === 0) {
      return { kind: 'refused', reason: 'too few nodes are there for its copies', primary: null };
    }
    const at = new Date(clock.wallMs()).toISOString();
    const command: CatalogCommand = { kind: 'create-space', space: id, copies, at };
    const proposed = await catalog.propose(entryTypes.catalogCommand, command);
    if (proposed.kind === 'unknown')
      return { kind: 'unknown', reason: 'that the outcome is unknown' };
    if (proposed.kind === 'refused') {
      return { kind: 'refused', reason: `\`${proposed.reason}\``, primary: proposed.primary };
    }
    const space = catalog.machine.space(id);
    if (space === null) throw new Error(`The space \`${id}\` is missing after it was made.`);
    await this.#tellFounders(space);
    return { kind: 'answered', answer: space };
  }

  /** The preferred primary last: it canvasses at once, and the others should then know the space. */
  async #tellFounders({ id, copies }: CatalogSpace): Promise<void> {
    const [preferred, ...others] = copies.voters;
    await Promise.all(others.map((node) => this.#tell(node, id, copies)));
    if (preferred !== undefined) await this.#tell(preferred, id, copies);
  }

  async #tell(node: NodeId, group: SpaceId, copies: CatalogSpace['copies']): Promise<void> {
    const { peers, groups } = this.#deps;
    if (node === peers.self) groups.found(group, copies);
    else {
      await peers.ask(node, foundPath, { group, copies }, foundDeadlineMs).catch(() => undefined);
    }
  }
}
