// What the caller of `runbook guide` wants, with the page at hand.
import type { Runbook } from '../../model/runbook.ts';
import type { Io } from '../io.ts';
import type { OpenedPages, PageOptions } from '../open-pages.ts';
import type { AllowedClass } from '../policy.ts';
import type { PlanningOptions } from '../select-runs.ts';
import type { Terminal } from './terminal.ts';

export interface GuideCommandOptions extends PageOptions, PlanningOptions {
  readonly target?: string;
  readonly allow?: readonly AllowedClass[];
  readonly confirm?: string;
  /** First step to ask for. */
  readonly from?: string;
  /** Go on where a journal ends. */
  readonly resume?: boolean;
  /** File of the journal, instead of one in `.runbook/journal/`. */
  readonly journal?: string;
  readonly yesReadOnly?: boolean;
  /** On the page's fixture, for training. */
  readonly fixture?: boolean;
}

export interface GuideRequest {
  readonly opened: OpenedPages;
  readonly runbook: Runbook;
  readonly fixture: Runbook | undefined;
  readonly options: GuideCommandOptions;
  readonly terminal: Terminal;
  readonly io: Io;
}
