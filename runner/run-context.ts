// What one run of one page needs from outside, and what it gives back.
import type { Lead } from './lead.ts';
import type { RunEvent } from './model/event.ts';
import type { RunbookReport } from './model/report.ts';
import type { Settle } from './settle.ts';

export interface RunbookContext {
  /** Environment of every shell. */
  readonly env: Readonly<Record<string, string>>;
  /** Interrupts the step in flight; teardown then still runs. */
  readonly signal: AbortSignal;
  readonly emit: (event: RunEvent) => void;
  /** Decides at each of the page's own steps. Default: all run, up to the first that does not pass. */
  readonly lead?: Lead;
  /** Sees what every step did, those of the fixture included, and may let its verdict be another. Default: nobody. */
  readonly settle?: Settle;
}

export interface RunbookResult {
  readonly report: RunbookReport;
  /** What the fixture captured about its target, the shell prefix left out. */
  readonly fixtureFacts: Readonly<Record<string, string>>;
  /** Of bash in the local shell; empty where none came up. */
  readonly bash: string;
}
