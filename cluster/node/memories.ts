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
import { type EntryType, entryTypes, type Json, type Position } from '../model/entry.ts';
import type { SpaceId } from '../model/ids.ts';
import type { ApplyResult, StoredMemory } from '../store/record.ts';
import type { MemoryPage, Store } from '../store/store.ts';
import { type Attempt, askOffice } from './ask-office.ts';
import type { Groups } from './groups.ts';
import type { Peers } from './peers.ts';
import { readAsPrimary } from './read-as-primary.ts';
import type { Routing } from './routing.ts';
import type { Signal } from './signal.ts';
import type { SpaceOffices } from './space-offices.ts';
import type { Spaces } from './spaces.ts';

export type MemoriesDeps = {
  readonly groups: Groups;
  readonly peers: Peers;
  readonly spaces: Spaces;
  readonly offices: SpaceOffices;
  readonly routing: Routing;
  readonly changed: Signal;
  /** Throws when this node must not take writes now. */
  readonly requireWritable: () => void;
};

export type Acknowledged = {
  readonly position: Position;
  /** Null for a store that only the primary has so far, by `ack_mode` async. */
  readonly result: ApplyResult | null;
};

export type Consistency = 'primary' | 'local';

/** What a read gives back, by the kind of its query. */
type Values = { readonly get: StoredMemory | null; readonly list: MemoryPage };

export class Memories {
  readonly #deps: MemoriesDeps;

  constructor(deps: MemoriesDeps) {
    this.#deps = deps;
  }

  /**
   * Resolves when the command is durable on a majority of the space's copies and applied by its primary; with `ack_mode`
   * async a store already when its primary has it on disk.
   */
  async command(
    space: SpaceId,
    type: EntryType,
    payload: Json,
    deadline: Deadline,
  ): Promise<Acknowledged> {
    this.#deps.requireWritable();
    const row = await this.#deps.spaces.ensure(space, deadline);
    const request: CommandRequest = { space, type, payload };
    const { offices } = this.#deps;
    const answer = await askOffice(
      {
        ...offices.of(row, type === entryTypes.memoryDelete ? 'delete' : 'store'),
        ask: async (node, deadlineMs) =>
          toAttempt(
            await offices.ask({ space, node, path: commandPath, body: request, deadlineMs }, () =>
              this.answerCommand(request),
            ),
          ),
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
    const operation = query.kind === 'get' ? 'recall' : 'query';
    if (consistency === 'local') {
      this.#deps.routing.request(operation, 'local');
      return this.#readHere(space, query) as unknown as Values[Kind];
    }
    const { offices } = this.#deps;
    const body: ReadRequest = { space, query };
    const answer = await askOffice<Json>(
      {
        ...offices.of(row, operation),
        ask: async (node, deadlineMs) => {
          const said = await offices.ask({ space, node, path: readPath, body, deadlineMs }, () =>
            this.answerRead(body),
          );
          return said.kind === 'read' ? { kind: 'answered', answer: said.value } : said;
        },
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
    const proposed = await host.propose(type, payload, type === entryTypes.episodeStore);
    if (proposed.kind !== 'committed') return proposed;
    // Results are plain data; their types have no index signature, which is all that `Json` misses.
    return { ...proposed, result: proposed.result as unknown as Json };
  }

  /** What this node does with a read when it is asked as the primary. */
  async answerRead({ space, query }: ReadRequest): Promise<ReadAnswer> {
    return await readAsPrimary(this.#deps.groups, space, (store) => readStore(store, query));
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
}

function readStore(store: Store, query: ReadQuery): Json {
  const value = query.kind === 'get' ? store.get(query.id) : store.list(query);
  return value as unknown as Json;
}

function toAttempt(answer: CommandAnswer | Attempt<never>): Attempt<Acknowledged> {
  switch (answer.kind) {
    case 'committed': {
      const result = answer.result as unknown as ApplyResult;
      return { kind: 'answered', answer: { position: answer.position, result } };
    }
    case 'accepted':
      return { kind: 'answered', answer: { position: answer.position, result: null } };
    case 'unknown':
      return { kind: 'unknown', reason: 'that it lost its office meanwhile' };
    case 'refused':
      return { ...answer, reason: `\`${answer.reason}\`` };
    case 'answered':
      return answer;
  }
}
