/** Orders to this node that end by themselves: read-only for a while, and the drain of a decommission that was called off. */
import type { Logger } from '../io/logger.ts';
import type { Drain } from './drain.ts';
import type { ForcedMode } from './forced-mode.ts';
import type { Groups } from './groups.ts';

export type OverdueParts = {
  readonly forced: ForcedMode;
  readonly drain: Drain;
  readonly groups: Groups;
  readonly logger: Logger;
};

/** To be called every second or so. While the disk refuses to say that an order is over, it stands. */
export async function endOverdue(parts: OverdueParts): Promise<void> {
  await Promise.all([endForcedMode(parts), endDrain(parts)]);
}

async function endForcedMode({ forced, logger }: OverdueParts): Promise<void> {
  const operation = 'force-minority-mode';
  try {
    if (await forced.endIfDue()) logger.warn('read-only-ended', { operation });
  } catch (cause) {
    logger.warn('read-only-not-ended', { operation, cause });
  }
}

async function endDrain({ drain, groups, logger }: OverdueParts): Promise<void> {
  try {
    await drain.follow(groups.catalog?.machine.decommissions() ?? []);
  } catch (cause) {
    logger.warn('drain-not-ended', { operation: 'undrain', cause });
  }
}
