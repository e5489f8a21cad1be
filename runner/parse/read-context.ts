import type { CaptureNote } from './captures.ts';
import type { Complain } from './complain.ts';

/** Why jq does not accept a filter; undefined if it does. */
export type JqProblem = (filter: string) => string | undefined;

/** What reading an expectation needs beside its fence. */
export interface ReadContext {
  readonly complain: Complain;
  readonly noteCapture: CaptureNote;
  readonly jqProblem: JqProblem | undefined;
}
