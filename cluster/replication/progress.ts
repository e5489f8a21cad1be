/** What a primary knows about one other copy, and which append that copy should get next. */

/**
 * probing: one question at a time, without entries, until an answer says how far the logs agree.
 * streaming: several appends on their way. installing: its log is too far behind, the whole state is needed.
 */
export type ProgressMode = 'probing' | 'streaming' | 'installing';

export type Progress = {
  mode: ProgressMode;
  /** Durable there and equal to the primary's log up to here. */
  matched: number;
  /** Sequence of the next entry to send. */
  next: number;
  /** While the whole state is on its way: where that stands; the entries behind it must still be there afterwards. */
  stateAt: number | null;
  /** Last sequences of the appends that are on their way, rising. */
  inFlight: number[];
  /** When something was last sent, and when the oldest unanswered append or question went out. */
  sentAt: number;
  waitingSince: number | null;
  answeredAt: number | null;
  /** The highest commit it was told, and since when there is a higher one and no append that could say so. */
  commitTold: number;
  commitOwedSince: number | null;
};

/** A new primary assumes that everybody has its log; whoever has not says so. */
export function newProgress(lastSequence: number): Progress {
  return {
    mode: 'streaming',
    matched: 0,
    next: lastSequence + 1,
    stateAt: null,
    inFlight: [],
    sentAt: Number.NEGATIVE_INFINITY,
    waitingSince: null,
    answeredAt: null,
    commitTold: 0,
    commitOwedSince: null,
  };
}

/** The copy agrees up to `sequence`. */
export function noteAgreement(progress: Progress, sequence: number, now: number): void {
  progress.answeredAt = now;
  progress.matched = Math.max(progress.matched, sequence);
  progress.next = Math.max(progress.next, progress.matched + 1);
  progress.inFlight = progress.inFlight.filter((last) => last > progress.matched);
  progress.waitingSince = progress.inFlight.length > 0 ? now : null;
  progress.mode = 'streaming';
  progress.stateAt = null;
}

/** The copy does not agree; `hint` is where to ask next. Nothing before what it has acknowledged is asked again. */
export function noteDisagreement(progress: Progress, hint: number, now: number): void {
  progress.answeredAt = now;
  if (progress.mode === 'installing') return;
  const asked = Math.min(hint, progress.next - 2);
  startProbing(progress, Math.max(progress.matched, asked, 0) + 1);
}

/** Nothing came back in time: what was on its way counts as lost. */
export function noteSilence(progress: Progress): void {
  startProbing(progress, progress.matched + 1);
}

function startProbing(progress: Progress, next: number): void {
  progress.mode = 'probing';
  progress.stateAt = null;
  progress.next = next;
  progress.inFlight = [];
  progress.waitingSince = null;
}
