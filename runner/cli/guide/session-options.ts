// What a guided run has to do with.
import type { PageProse } from '../../guide/page-prose.ts';
import type { Look } from '../../guide/screens.ts';
import type { Runbook, Step } from '../../model/runbook.ts';
import type { PolicyDecision } from '../runbook-config.ts';
import type { JournalWriter } from './journal-file.ts';
import type { Terminal } from './terminal.ts';
import type { Variables } from './variables.ts';

export interface SessionOptions {
  readonly runbook: Runbook;
  /** Steps that will be asked for, in the order of the run. */
  readonly steps: readonly Step[];
  readonly terminal: Terminal;
  readonly journal: JournalWriter;
  readonly variables: Variables;
  /** For the width that the terminal has now. */
  readonly look: () => Look;
  readonly prose: (look: Look) => PageProse;
  /** Takes secrets out. */
  readonly mask: (text: string) => string;
  /** Name of a target that is not the local shell, for the questions. */
  readonly target?: string;
  readonly policy: (step: Step) => PolicyDecision;
  /** In milliseconds; undefined: nobody knows. */
  readonly usualMs: (step: Step) => number | undefined;
  /** First step to ask for. Default: the first. */
  readonly startAt?: string;
  /** What the steps above `startAt` would have set is asked for. */
  readonly asksAbove: boolean;
  /** Read-only steps run without a question. */
  readonly yesReadOnly: boolean;
  /** The last line may be overwritten. */
  readonly isLive: boolean;
  /** Aborts when the process is told to end. */
  readonly signal: AbortSignal;
}
