import type { CaptureNote } from './captures.ts';
import type { Complain } from './complain.ts';
import type { JqProblem } from './jq-problem.ts';

/** What reading an expectation needs beside its fence. */
export interface ReadContext {
  readonly complain: Complain;
  readonly noteCapture: CaptureNote;
  readonly jqProblem: JqProblem | undefined;
}
