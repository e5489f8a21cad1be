/** Sends appends: as many as may be on their way, in batches, and a keep-alive when there is nothing to send. */
import { type Entry, type Json, startHlc } from '../model/entry.ts';
import type { NodeId } from '../model/ids.ts';
import type { GroupCore, PrimaryOffice } from './core.ts';
import type { GroupMessage } from './message.ts';
import { payloadText } from './payload-text.ts';
import { noteSilence, type Progress } from './progress.ts';

export function replicateToAll(core: GroupCore, office: PrimaryOffice): void {
  for (const [node, progress] of office.progress) replicateTo(core, office, node, progress);
}

/** Sends what the copy lacks and may get now. That the commit has moved on goes along, or alone after `commitNoticeMs`. */
export function replicateTo(
  core: GroupCore,
  office: PrimaryOffice,
  node: NodeId,
  progress: Progress,
): void {
  if (office !== core.office) return;
  if (progress.next <= core.log.base.sequence) {
    askForState(core, node, progress);
    return;
  }
  if (progress.mode === 'probing' && progress.waitingSince === null) {
    sendAppend(core, node, progress, 0);
    progress.waitingSince = core.time;
    return;
  }
  if (progress.mode !== 'streaming') return;
  const { batchEntriesMax, appendsInFlightMax } = core.limits;
  while (progress.next <= core.log.last.sequence && progress.inFlight.length < appendsInFlightMax) {
    sendAppend(core, node, progress, batchEntriesMax);
  }
  if (progress.commitTold >= core.commit || progress.inFlight.length > 0) return;
  progress.commitOwedSince ??= core.time;
  if (core.time >= noticeDueAt(core, progress)) sendAppend(core, node, progress, 0);
}

/**
 * To be called on every tick: keep-alives, and the end of patience with what was never answered. Whoever would soon get a
 * keep-alive gets it when a tick comes anyway, so that the groups of a node come to send theirs together.
 */
export function keepAlive(core: GroupCore, office: PrimaryOffice): void {
  for (const [node, progress] of office.progress) {
    if (core.time >= patienceEndsAt(core, progress)) {
      noteSilence(progress);
      replicateTo(core, office, node, progress);
    } else if (
      core.time - progress.sentAt >= core.timing.keepAliveMs / 2 ||
      core.time >= noticeDueAt(core, progress)
    ) {
      sendAppend(core, node, progress, 0);
    }
  }
}

/** When `keepAlive` must be called next. */
export function keepAliveDueAt(core: GroupCore, office: PrimaryOffice): number {
  let at = Number.POSITIVE_INFINITY;
  for (const progress of office.progress.values()) {
    at = Math.min(
      at,
      patienceEndsAt(core, progress),
      noticeDueAt(core, progress),
      progress.sentAt + core.timing.keepAliveMs,
    );
  }
  return at;
}

function noticeDueAt({ timing }: GroupCore, { commitOwedSince }: Progress): number {
  return commitOwedSince === null
    ? Number.POSITIVE_INFINITY
    : commitOwedSince + timing.commitNoticeMs;
}

function patienceEndsAt({ timing }: GroupCore, { mode, waitingSince }: Progress): number {
  if (waitingSince === null) return Number.POSITIVE_INFINITY;
  // The whole state takes longer than a batch.
  return waitingSince + timing.answerTimeoutMs * (mode === 'installing' ? 10 : 1);
}

function sendAppend(core: GroupCore, node: NodeId, progress: Progress, entriesMax: number): void {
  const { log, commit } = core;
  const sequence = Math.max(progress.next - 1, log.base.sequence);
  const waiting = entriesMax === 0 ? [] : log.range(sequence + 1, sequence + entriesMax);
  const entries = withinBytes(waiting, core.limits.batchBytesMax);
  const previous = { epoch: log.epochAt(sequence) ?? 0, sequence };
  toCopy(core, node, { ...core.head(), kind: 'append', previous, entries, commit });
  progress.sentAt = core.time;
  progress.commitTold = commit;
  progress.commitOwedSince = null;
  if (entries.length === 0) return;
  progress.next = sequence + entries.length + 1;
  progress.inFlight.push(progress.next - 1);
  progress.waitingSince ??= core.time;
}

function toCopy(core: GroupCore, node: NodeId, message: GroupMessage): void {
  if (core.log.copies.learners.includes(node)) core.out.sendBulk(node, message);
  else core.out.send(node, message);
}

/** The first entries whose payloads are not too long together; one at least. */
function withinBytes(entries: readonly Entry[], bytesMax: number): readonly Entry[] {
  let bytes = 0;
  const end = entries.findIndex((entry, index) => {
    bytes += payloadText(entry).length;
    return index > 0 && bytes > bytesMax;
  });
  return end === -1 ? entries : entries.slice(0, end);
}

function askForState(core: GroupCore, node: NodeId, progress: Progress): void {
  if (progress.mode === 'installing') return;
  progress.mode = 'installing';
  progress.inFlight = [];
  progress.waitingSince = core.time;
  core.out.push({ kind: 'state-wanted', to: node });
}

/** Sends the whole state as it was at `sequence`; entries follow when the copy has it. */
export function sendState(
  core: GroupCore,
  given: { readonly to: NodeId; readonly sequence: number; readonly state: Json },
): void {
  const { office, log } = core;
  if (office.kind !== 'primary') return;
  const progress = office.progress.get(given.to);
  const epoch = log.epochAt(given.sequence);
  if (progress?.mode !== 'installing' || epoch === null) return;
  const position = { epoch, sequence: given.sequence };
  const copies = log.copiesAt(given.sequence);
  const { state } = given;
  const hlc = log.hlcAt(given.sequence) ?? startHlc;
  toCopy(core, given.to, { ...core.head(), kind: 'install', position, copies, state, hlc });
  progress.stateAt = given.sequence;
  progress.sentAt = core.time;
  progress.waitingSince = core.time;
}
