/** Replication messages that came from another node, on their way to the groups. */
import { entryTypesOf, isGroupMessage } from '../api/check-message.ts';
import { decodeFromWire } from '../api/wire.ts';
import type { Logger } from '../io/logger.ts';
import type { NodeId } from '../model/ids.ts';
import type { Release } from '../model/release.ts';
import { ImpossibleMessage } from '../replication/impossible-message.ts';
import { type GroupMessage, isAnswer } from '../replication/message.ts';
import type { Groups } from './groups.ts';

export type InboxDeps = {
  readonly groups: Pick<Groups, 'deliver'>;
  readonly release: Release;
  readonly logger: Logger;
};

export class Inbox {
  readonly #deps: InboxDeps;
  readonly #types: ReadonlySet<unknown>;

  constructor(deps: InboxDeps) {
    this.#deps = deps;
    this.#types = entryTypesOf(deps.release);
  }

  /** A batch is taken as far as it makes sense: the rest counts as lost on the way. */
  take(from: NodeId, messages: readonly unknown[]): void {
    this.#takeThose(from, messages, () => true);
  }

  /** The same for a reply, which holds answers and nothing else. */
  takeAnswers(from: NodeId, messages: readonly unknown[]): void {
    this.#takeThose(from, messages, isAnswer);
  }

  #takeThose(
    from: NodeId,
    messages: readonly unknown[],
    isExpected: (message: GroupMessage) => boolean,
  ): void {
    for (const sent of messages) {
      const message = decodeFromWire(sent);
      if (isGroupMessage(message, from, this.#types) && isExpected(message)) this.#deliver(message);
      else this.#deps.logger.warn('malformed-message', { member: from });
    }
  }

  #deliver(message: GroupMessage): void {
    const { groups, logger } = this.#deps;
    const { from: member, group, kind } = message;
    const about = { member, memory_space: group, kind };
    try {
      groups.deliver(message);
    } catch (thrown) {
      if (thrown instanceof ImpossibleMessage) {
        logger.error('impossible-message', { ...about, reason: thrown.message });
        return;
      }
      // The fault is this node's own, and the group is where it must not be: nobody may go on as if nothing had happened.
      logger.error('message-failed', { ...about, cause: thrown });
      throw thrown;
    }
  }
}
