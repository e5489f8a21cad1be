/** The waits, limits and manners of replication. The waits scale together; `defaultTiming` fits the default profile. */

import type { AckMode } from '../model/ack-mode.ts';

export type ReplicationTiming = {
  /** Two ticks are at least so far apart, however soon the next one is due, milliseconds. */
  readonly tickMs: number;
  /** A primary that has sent nothing else to a copy for so long sends an empty append; from half of it on, when a tick comes. */
  readonly keepAliveMs: number;
  /**
   * A primary that has nothing else to send tells a copy after so long that more is committed; the next append says it
   * anyway, and often comes sooner. 0: at once. Milliseconds.
   */
  readonly commitNoticeMs: number;
  /**
   * A copy that has not heard its primary for so long may campaign, whatever SWIM says (a process that restarted within
   * the suspicion time is never called dead); and a primary that has not heard a majority for so long gives its office up.
   */
  readonly primarySilenceMs: number;
  /**
   * So long after it asked them, a primary that a majority has confirmed answers reads without asking again. Each of them
   * votes for nobody else for `paceMargin` times as long. Shorter than SWIM takes to call a node dead, so that no election
   * has to wait for it.
   */
  readonly leaseMs: number;
  /** An append without answer for so long counts as lost. */
  readonly answerTimeoutMs: number;
  /** A canvass or campaign without success is repeated after so long, plus up to the same again by chance. */
  readonly canvassRetryMs: number;
  /** How much longer each copy waits than the one before it, in the order of their logs. */
  readonly staggerMs: number;
};

export const defaultTiming: ReplicationTiming = {
  tickMs: 50,
  keepAliveMs: 750,
  commitNoticeMs: 50,
  primarySilenceMs: 3_000,
  leaseMs: 1_000,
  answerTimeoutMs: 1_000,
  canvassRetryMs: 250,
  staggerMs: 150,
};

/** By so much the clocks of two nodes may differ in pace: for 1 s on one of them less than 1.25 s pass on the other. */
export const paceMargin = 1.25;

/** The same proportions at another speed: 0.1 is ten times as fast. No wait becomes shorter than 5 ms. */
export function scaleTiming(timing: ReplicationTiming, factor: number): ReplicationTiming {
  const scale = (ms: number): number => Math.max(ms * factor, 5);
  return {
    tickMs: scale(timing.tickMs),
    keepAliveMs: scale(timing.keepAliveMs),
    commitNoticeMs: scale(timing.commitNoticeMs),
    primarySilenceMs: scale(timing.primarySilenceMs),
    leaseMs: scale(timing.leaseMs),
    answerTimeoutMs: scale(timing.answerTimeoutMs),
    canvassRetryMs: scale(timing.canvassRetryMs),
    staggerMs: scale(timing.staggerMs),
  };
}

export type ReplicationLimits = {
  /** Entries in one append. The replication batch that operators may set; default 100. */
  readonly batchEntriesMax: number;
  /** Bytes of payloads in one append, about; at least one entry goes. Default 2 MiB. */
  readonly batchBytesMax: number;
  /** A copy that lacks no more committed entries than this may become a voter, or take the office over. */
  readonly caughtUpEntriesMax: number;
  /** Appends on their way to one copy at a time. */
  readonly appendsInFlightMax: number;
  /** Entries that wait for a majority; more are refused as `overloaded`. */
  readonly uncommittedMax: number;
  /** `async` concerns only proposals that allow it. Default: quorum. */
  readonly ackMode: AckMode;
};

export const defaultLimits: ReplicationLimits = {
  batchEntriesMax: 100,
  batchBytesMax: 2 * 1024 * 1024,
  caughtUpEntriesMax: 100,
  appendsInFlightMax: 8,
  uncommittedMax: 20_000,
  ackMode: 'quorum',
};
