/**
 * Takes the primary's state in place of the own one, because the own one is damaged: both stand at the same sequence and
 * their contents differ. Appends cannot mend that, since the logs agree.
 */
import type { GroupCore } from './core.ts';
import type { Reinstall } from './input.ts';

/**
 * As if the primary had sent an install. Nothing happens if the office has moved on since, or if this log holds entries
 * behind the state: those may have been confirmed to the primary, so they must not go; ask again when it is quiet.
 */
export function reinstall(core: GroupCore, { epoch, position, copies, state }: Reinstall): void {
  const { sequence } = position;
  if (core.office.kind === 'primary' || epoch !== core.promised.epoch) return;
  if (sequence < core.log.last.sequence || sequence < core.commit) return;
  core.log.reset({ position, copies, state });
  core.commit = sequence;
  core.out.persistInstalled({ position, copies, state });
  core.out.push({ kind: 'restore', position, state });
}
