/** Who the primary of a space is, as far as this node knows, and how to ask it. */
import type { NodeId, SpaceId } from '../model/ids.ts';
import type { CatalogSpace } from '../placement/catalog.ts';
import type { Attempt } from './ask-office.ts';
import type { Groups } from './groups.ts';
import { OfficeLine } from './office-line.ts';
import { type Peers, toFailedAttempt } from './peers.ts';
import type { RoutedOperation, Routing } from './routing.ts';
import type { Spaces } from './spaces.ts';

export type SpaceOfficesDeps = {
  readonly groups: Groups;
  readonly peers: Peers;
  readonly spaces: Spaces;
  readonly routing: Routing;
};

/** What every answer of a node that was asked as the primary says about the office. */
type OfficeAnswer =
  | { readonly kind: 'refused'; readonly primary: NodeId | null }
  | { readonly kind: Exclude<string, 'refused'> };

export class SpaceOffices {
  readonly #deps: SpaceOfficesDeps;
  /** Primaries of spaces without a copy here, as others named them. */
  readonly #primaries = new Map<SpaceId, NodeId>();
  readonly #lines = new Map<SpaceId, OfficeLine>();

  constructor(deps: SpaceOfficesDeps) {
    this.#deps = deps;
  }

  /** Offices whose answer many wait for and some ask for, because it did not come. */
  get troubled(): readonly SpaceId[] {
    return [...this.#lines].flatMap(([space, line]) => (line.isFormed ? [space] : []));
  }

  /** The parts of an `OfficeQuestion` that say whom to ask. It counts as asked. */
  of(
    { id, copies }: CatalogSpace,
    operation: RoutedOperation,
  ): {
    readonly office: string;
    readonly line: OfficeLine;
    readonly candidates: () => readonly NodeId[];
    readonly holder: () => NodeId | null;
    readonly onRetry: () => void;
  } {
    const { groups, spaces, routing } = this.#deps;
    routing.request(operation, 'primary');
    return {
      office: `The primary of space \`${id}\``,
      line: this.#lineOf(id),
      candidates: () => spaces.find(id)?.copies.voters ?? copies.voters,
      holder: () => groups.spaces.get(id)?.primary ?? this.#primaries.get(id) ?? null,
      onRetry: () => routing.retry(operation),
    };
  }

  /** Asks another node, or this one by `answerHere`; learns from the answer who the primary is. */
  async ask<Answer extends OfficeAnswer>(
    question: {
      readonly space: SpaceId;
      readonly node: NodeId;
      readonly path: string;
      readonly body: unknown;
      readonly deadlineMs: number;
    },
    answerHere: () => Promise<Answer> | Answer,
  ): Promise<Answer | Attempt<never>> {
    const { space, node, path, body, deadlineMs } = question;
    const { peers } = this.#deps;
    try {
      const answer =
        node === peers.self
          ? await answerHere()
          : // The peer is a node of this program, so it answers what `answerHere` would.
            ((await peers.ask(node, path, body, deadlineMs)) as Answer);
      this.#note(space, node, answer);
      return answer;
    } catch (thrown) {
      this.#primaries.delete(space);
      return toFailedAttempt(thrown);
    }
  }

  #lineOf(space: SpaceId): OfficeLine {
    const known = this.#lines.get(space);
    if (known !== undefined) return known;
    const line = new OfficeLine();
    this.#lines.set(space, line);
    return line;
  }

  #note(space: SpaceId, asked: NodeId, answer: OfficeAnswer): void {
    if (answer.kind === 'unknown') return;
    const primary = 'primary' in answer ? answer.primary : asked;
    if (primary === null) this.#primaries.delete(space);
    else this.#primaries.set(space, primary);
  }
}
