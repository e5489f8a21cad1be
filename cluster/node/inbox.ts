/** Replication messages that came from another node, on their way to the groups. */
import { entryTypesOf, isGroupMessage } from '../api/check-message.ts';
import { decodeFromWire } from '../api/wire.ts';
import type { Logger } from '../io/logger.ts';
import type { NodeId } from '../model/ids.ts';
import type { Release } from '../model/release.ts';
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
    const { groups, logger } = this.#deps;
    for (const sent of messages) {
      const message = decodeFromWire(sent);
      if (isGroupMessage(message, from, this.#types)) groups.deliver(message);
      else logger.warn('malformed-message', { member: from });
    }
  }
}
