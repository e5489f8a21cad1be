// Which journal to go on with, and whether that is wise.
import { hostname } from 'node:os';
import { UserError } from '../../errors.ts';
import { readProcess } from '../../execute/process-table.ts';
import { describeChanges, type Progress, readProgress } from '../../guide/resume.ts';
import type { Runbook, Step } from '../../model/runbook.ts';
import { count } from '../../report/format-time.ts';
import { safeLine } from '../../report/safe-lines.ts';
import { journalsOf, openJournal, type StoredJournal } from './journal-file.ts';
import { type Asking, askYesOrNo, LeftAtStart } from './questions.ts';
import { stepDigests } from './step-digests.ts';

export interface Found {
  readonly path: string;
  readonly progress: Progress;
}

/** Of this page: the file that was named, or the newest that is not complete. */
export function findJournal(runbook: Runbook, named: string | undefined, cwd: string): Found {
  const stored = named === undefined ? newestOpen(runbook, cwd) : openJournal(named, cwd);
  const progress = readProgress(stored.entries);
  const { path } = stored;
  if (progress.isComplete) {
    throw new UserError(
      `Unexpected journal \`${path}\`, expected one with steps left: it is complete`,
      `\`runbook journal ${path}\` shows it`,
    );
  }
  if (progress.started.practice) {
    throw new UserError(
      `Unexpected journal \`${path}\`, expected one on a target: a fixture does not outlive its guide`,
    );
  }
  refuseIfWritten(progress, path);
  return { path, progress };
}

function newestOpen({ file }: Runbook, cwd: string): StoredJournal {
  const found = journalsOf(file, cwd).find(({ entries }) => {
    const { isComplete, started } = readProgress(entries);
    return !isComplete && !started.practice;
  });
  if (found !== undefined) return found;
  throw new UserError(
    `Unexpected \`--resume\` without a journal of \`${file}\` that is not complete`,
    '`--journal FILE` names one that lies elsewhere',
  );
}

/** Two people may not go on with one journal. */
function refuseIfWritten({ witness }: Progress, path: string): void {
  if (witness.host !== hostname()) return;
  const writer = readProcess(witness.pid);
  if (writer === undefined || writer.state === 'Z') return;
  if (writer.startedAt !== witness.processStartedAt) return;
  throw new UserError(
    `Unexpected journal \`${path}\`, expected one that nobody writes: process ${witness.pid} of ${witness.who} still does`,
  );
}

/** Says what changed on the page since, and asks. */
export async function acceptChanges(
  { progress, path }: Found,
  { runbook, steps }: { readonly runbook: Runbook; readonly steps: readonly Step[] },
  asking: Asking,
): Promise<void> {
  if (progress.sha256 === runbook.sha256) return;
  const changes = describeChanges(progress.started.steps, stepDigests(steps), progress.done);
  const shown = changes.slice(0, 10).map((change) => `  • ${safeLine(change)}`);
  const rest = changes.length - shown.length;
  const list = [
    ...(changes.length === 0 ? ['  • only its text; no step is different'] : shown),
    ...(rest > 0 ? [`  … and ${count(rest, 'more change')}`] : []),
  ];
  await asking.terminal.print(
    `\`${runbook.file}\` has changed since \`${path}\` was written:\n${list.join('\n')}\n`,
  );
  if (!(await askYesOrNo('Go on with the page as it is now?', asking))) throw new LeftAtStart();
}
