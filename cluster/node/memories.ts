/** Commands and reads of memories: carried out by the space's primary, wherever that is. */
import type { Deadline } from '../api/deadline.ts';
import {
  type CommandAnswer,
  type CommandRequest,
  commandPath,
  type ReadAnswer,
  type ReadQuery,
  type ReadRequest,
  readPath,
} from '../api/internal.ts';
import { ApiError } from '../errors.ts';
import type { EntryType, Json, Position } from '../model/entry.ts';
import type { NodeId, SpaceId } from '../model/ids.ts';
import type { CatalogSpace } from '../placement/catalog.ts';
import type { ApplyResult, StoredMemory } from '../store/record.ts';
import type { MemoryPage, Store } from '../store/store.ts';
import { type Attempt, askOffice } from './ask-office.ts';
import type { Groups } from './groups.ts';
import { type Peers, toFailedAttempt } from './peers.ts';
import type { Signal } from './signal.ts';
import type { Spaces } from './spaces.ts';

export type MemoriesDeps = {
  readonly groups: Groups;
  readonly peers: Peers;
  readonly spaces: Spaces;
  readonly changed: Signal;
  /** Throws when this node must not take writes now. */
  readonly requireWritable: () => void;
};

export type Committed = {
  readonly position: Position;
  readonly result: ApplyResult;
};

export type Consistency = 'primary' | 'local';

/** What a read gives back, by the kind of its query. */
type Values = { readonly get: StoredMemory | null; readonly list: MemoryPage };

export class Memories {
  readonly #deps: MemoriesDeps;
  /** Primaries of spaces without a copy here, as others named them. */
  readonly #primaries = new Map<SpaceId, NodeId>();

  constructor(deps: MemoriesDeps) {
    this.#deps = deps;
  }

  /** Resolves when the command is durable on a majority of the space's copies and applied by its primary. */
  async command(
    space: SpaceId,
    type: EntryType,
    payload: Json,
    deadline: Deadline,
  ): Promise<Committed> {
    this.#deps.requireWritable();
    const row = await this.#deps.spaces.ensure(space, deadline);
    const request: CommandRequest = { space, type, payload };
    const answer = await askOffice(
      {
        ...this.#office(row),
        ask: async (node, deadlineMs) =>
          toAttempt(await this.#sendCommand(node, request, deadlineMs)),
        writes: true,
      },
      deadline,
      this.#deps.changed,
    );
    return answer;
  }

  async read<Kind extends keyof Values>(
    space: SpaceId,
    query: ReadQuery & { readonly kind: Kind },
    consistency: Consistency,
    deadline: Deadline,
  ): Promise<Values[Kind]> {
    const row = await this.#deps.spaces.require(space, deadline);
    if (consistency === 'local') return this.#readHere(space, query) as unknown as Values[Kind];
    const answer = await askOffice(
      {
        ...this.#office(row),
        ask: (node, deadlineMs) => this.#sendRead(node, { space, query }, deadlineMs),
        writes: false,
      },
      deadline,
      this.#deps.changed,
    );
    // The primary runs this program's `answerRead`, which gives the value that belongs to the query's kind.
    return answer as unknown as Values[Kind];
  }

  /** What this node does with a command when it is asked as the primary. */
  async answerCommand({ space, type, payload }: CommandRequest): Promise<CommandAnswer> {
    const host = this.#deps.groups.spaces.get(space);
    if (host === undefined) return { kind: 'refused', reason: 'no-copy', primary: null };
    const proposed = await host.propose(type, payload);
    if (proposed.kind !== 'committed') return proposed;
    // Results are plain data; their types have no index signature, which is all that `Json` misses.
    return { ...proposed, result: proposed.result as unknown as Json };
  }

  /** What this node does with a read when it is asked as the primary. */
  answerRead({ space, query }: ReadRequest): ReadAnswer {
    const host = this.#deps.groups.spaces.get(space);
    if (host === undefined) return { kind: 'refused', reason: 'no-copy', primary: null };
    const { role, settled, primary } = host.status();
    if (role !== 'primary' || !settled) return { kind: 'refused', reason: 'not-primary', primary };
    return { kind: 'read', value: readStore(host.machine, query) };
  }

  #readHere(space: SpaceId, query: ReadQuery): Json {
    const host = this.#deps.groups.spaces.get(space);
    if (host !== undefined) return readStore(host.machine, query);
    throw new ApiError(
      'RESOURCE_NOT_FOUND',
      `\`${this.#deps.peers.self}\` holds no copy of \`${space}\`.`,
      {
        hint: 'Ask one of the nodes that GET /api/v1/cluster/spaces lists for it.',
      },
    );
  }

  #office({ id, copies }: CatalogSpace): {
    readonly office: string;
    readonly candidates: () => readonly NodeId[];
    readonly holder: () => NodeId | null;
  } {
    const own = (): NodeId | null => this.#deps.groups.spaces.get(id)?.status().primary ?? null;
    return {
      office: `The primary of space \`${id}\``,
      candidates: () => this.#deps.spaces.find(id)?.copies.voters ?? copies.voters,
      holder: () => own() ?? this.#primaries.get(id) ?? null,
    };
  }

  async #sendCommand(
    node: NodeId,
    request: CommandRequest,
    deadlineMs: number,
  ): Promise<CommandAnswer | Attempt<never>> {
    const { peers } = this.#deps;
    if (node === peers.self) return await this.answerCommand(request);
    try {
      const answer = (await peers.post(node, commandPath, request, deadlineMs)) as CommandAnswer;
      this.#notePrimary(request.space, node, answer);
      return answer;
    } catch (thrown) {
      this.#primaries.delete(request.space);
      return toFailedAttempt(thrown);
    }
  }

  async #sendRead(node: NodeId, request: ReadRequest, deadlineMs: number): Promise<Attempt<Json>> {
    const { peers } = this.#deps;
    try {
      const answer =
        node === peers.self
          ? this.answerRead(request)
          : ((await peers.post(node, readPath, request, deadlineMs)) as ReadAnswer);
      this.#notePrimary(request.space, node, answer);
      return answer.kind === 'read' ? { kind: 'answered', answer: answer.value } : answer;
    } catch (thrown) {
      this.#primaries.delete(request.space);
      return toFailedAttempt(thrown);
    }
  }

  #notePrimary(space: SpaceId, asked: NodeId, answer: CommandAnswer | ReadAnswer): void {
    if (answer.kind === 'unknown') return;
    const primary = answer.kind === 'refused' ? answer.primary : asked;
    if (primary === null) this.#primaries.delete(space);
    else this.#primaries.set(space, primary);
  }
}

function readStore(store: Store, query: ReadQuery): Json {
  const value = query.kind === 'get' ? store.get(query.id) : store.list(query);
  return value as unknown as Json;
}

function toAttempt(
  answer: CommandAnswer | Attempt<never>,
): Attempt<{ readonly position: Position; readonly result: ApplyResult }> {
  switch (answer.kind) {
    case 'committed': {
      const result = answer.result as unknown as ApplyResult;
      return { kind: 'answered', answer: { position: answer.position, result } };
    }
    case 'unknown':
      return { kind: 'unknown', reason: 'that it lost its office meanwhile' };
    case 'refused':
      return { ...answer, reason: `\`${answer.reason}\`` };
    case 'answered':
      return answer;
  }
}
