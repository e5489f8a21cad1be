/**
 * Many operations at once. They are sorted by space; what one space gets goes to its primary in two questions at most:
 * its writes, which become one entry of its log, and its reads.
 */
import { randomUUID } from 'node:crypto';
import type { Deadline } from '../api/deadline.ts';
import {
  type GetManyRequest,
  getManyPath,
  type OperationsAnswer,
  type OperationsRequest,
  operationsPath,
  type ReadAnswer,
} from '../api/internal.ts';
import { entryTypes, type Json } from '../model/entry.ts';
import type { MemoryId, SpaceId } from '../model/ids.ts';
import type { WriteOperation } from '../store/operations.ts';
import type { OperationResult, StoredMemory } from '../store/record.ts';
import { type Attempt, askOffice } from './ask-office.ts';
import type { Groups } from './groups.ts';
import { readAsPrimary } from './read-as-primary.ts';
import type { Signal } from './signal.ts';
import type { SpaceOffices } from './space-offices.ts';
import type { Spaces } from './spaces.ts';

export type OperationsDeps = {
  readonly groups: Groups;
  readonly spaces: Spaces;
  readonly offices: SpaceOffices;
  readonly changed: Signal;
  /** Throws when this node must not take writes now. */
  readonly requireWritable: () => void;
};

/** What all writes to one space came to: they share their place in its log. */
export type WritesDone = {
  readonly sequence: number;
  /** Null for stores that only the primary has so far, by `ack_mode` async. */
  readonly results: readonly OperationResult[] | null;
};

type Row = Awaited<ReturnType<Spaces['require']>>;

export class Operations {
  readonly #deps: OperationsDeps;

  constructor(deps: OperationsDeps) {
    this.#deps = deps;
  }

  /** Resolves when the writes are durable on a majority of the space's copies. Makes the space if something is stored. */
  async write(
    space: SpaceId,
    operations: readonly WriteOperation[],
    storedAt: string,
    deadline: Deadline,
  ): Promise<WritesDone> {
    this.#deps.requireWritable();
    const stores = operations.some((operation) => 'content' in operation);
    const row = await this.#row(space, stores, deadline);
    const batchId = `*${randomUUID()}`;
    const body: OperationsRequest = { space, command: { batchId, storedAt, operations } };
    const { offices, changed } = this.#deps;
    return await askOffice(
      {
        ...offices.of(row, stores ? 'store' : 'delete'),
        ask: async (node, deadlineMs) =>
          toAttempt(
            await offices.ask({ space, node, path: operationsPath, body, deadlineMs }, () =>
              this.answerWrites(body),
            ),
          ),
        writes: true,
      },
      deadline,
      changed,
    );
  }

  /** The memories with these ids, null for each that is not there; by the space's primary. */
  async read(
    space: SpaceId,
    ids: readonly MemoryId[],
    deadline: Deadline,
  ): Promise<readonly (StoredMemory | null)[]> {
    const { offices, changed } = this.#deps;
    const row = await this.#row(space, false, deadline);
    const body: GetManyRequest = { space, ids };
    const value = await askOffice<Json>(
      {
        ...offices.of(row, 'recall'),
        ask: async (node, deadlineMs) => {
          const said = await offices.ask({ space, node, path: getManyPath, body, deadlineMs }, () =>
            this.answerReads(body),
          );
          return said.kind === 'read' ? { kind: 'answered', answer: said.value } : said;
        },
        writes: false,
      },
      deadline,
      changed,
    );
    // The primary runs this program's `answerReads`.
    return value as unknown as readonly (StoredMemory | null)[];
  }

  /** What this node does with writes when it is asked as the primary. */
  async answerWrites({ space, command }: OperationsRequest): Promise<OperationsAnswer> {
    const host = this.#deps.groups.spaces.get(space);
    if (host === undefined) return { kind: 'refused', reason: 'no-copy', primary: null };
    const onlyStores = command.operations.every((operation) => 'content' in operation);
    const payload = command as unknown as Json;
    const proposed = await host.propose(entryTypes.operations, payload, onlyStores);
    if (proposed.kind !== 'committed') return proposed;
    const { position, result } = proposed;
    if (result.kind !== 'operations') throw new Error(`Unexpected result \`${result.kind}\`.`);
    return { kind: 'committed', sequence: position.sequence, results: result.results };
  }

  /** What this node does with reads when it is asked as the primary. */
  async answerReads({ space, ids }: GetManyRequest): Promise<ReadAnswer> {
    // Memories are plain data; their type has no index signature, which is all that `Json` misses.
    return await readAsPrimary(
      this.#deps.groups,
      space,
      (store) => ids.map((id) => store.get(id)) as unknown as Json,
    );
  }

  async #row(space: SpaceId, create: boolean, deadline: Deadline): Promise<Row> {
    const { spaces } = this.#deps;
    return (
      spaces.find(space) ??
      (await (create ? spaces.ensure(space, deadline) : spaces.require(space, deadline)))
    );
  }
}

function toAttempt(answer: OperationsAnswer | Attempt<never>): Attempt<WritesDone> {
  switch (answer.kind) {
    case 'committed':
      return { kind: 'answered', answer };
    case 'accepted':
      return { kind: 'answered', answer: { sequence: answer.position.sequence, results: null } };
    case 'unknown':
      return { kind: 'unknown', reason: 'that it lost its office meanwhile' };
    case 'refused':
      return { ...answer, reason: `\`${answer.reason}\`` };
    case 'answered':
      return answer;
  }
}
