// The first lines of the journal and of the screen.
import { hostname } from 'node:os';
import { readProcess } from '../../execute/process-table.ts';
import type { Witness } from '../../guide/journal-entry.ts';
import { type Look, openingLines } from '../../guide/screens.ts';
import type { Step } from '../../model/runbook.ts';
import { count } from '../../report/format-time.ts';
import type { Io } from '../io.ts';
import type { Found } from './find-journal.ts';
import type { GuideRequest } from './guide-request.ts';
import type { JournalWriter } from './journal-file.ts';
import { stepDigests } from './step-digests.ts';
import { wrapText } from './wrap-text.ts';

export interface Opening {
  readonly place: string;
  readonly steps: readonly Step[];
  readonly journal: JournalWriter;
  readonly startAt: string | undefined;
  /** Present: this goes on with it. */
  readonly found: Found | undefined;
}

export function writeOpening(
  { runbook, options, io }: GuideRequest,
  { place, steps, journal, startAt, found }: Opening,
): void {
  const { file, title, sha256 } = runbook;
  const [first] = steps;
  if (found !== undefined) {
    const step = startAt ?? first?.id ?? '';
    journal.write({ kind: 'resumed', ...witness(io), step, sha256 });
    return;
  }
  journal.write({
    kind: 'started',
    schema: 1,
    ...witness(io),
    page: file,
    title,
    sha256,
    target: place,
    practice: options.fixture === true,
    steps: stepDigests(steps),
  });
}

function witness({ env }: Io): Witness {
  return {
    who: env['USER'] ?? env['LOGNAME'] ?? `uid ${process.getuid?.()}`,
    host: hostname(),
    pid: process.pid,
    processStartedAt: readProcess(process.pid)?.startedAt ?? '',
  };
}

export async function tellOpening(
  { runbook, options, terminal }: GuideRequest,
  { place, steps, journal, startAt, found }: Opening,
  look: Look,
): Promise<void> {
  const opening = { runbook, steps: steps.length, place, journal: journal.path };
  const notes =
    found === undefined
      ? [options.fixture === true ? practice : quiet]
      : resumedNotes(found, startAt);
  await terminal.print(
    `${[...openingLines(opening, look), '', ...notes.flatMap((note) => wrapText(note, look.width)), ''].join('\n')}\n`,
  );
}

const quiet = 'Nothing runs without your answer.';
const practice =
  'This is practice. The fixture comes up now and goes down at the end; at each step you are asked as in an incident.';

function resumedNotes(
  { progress: { done, inFlight } }: Found,
  startAt: string | undefined,
): readonly string[] {
  return [
    `${count(done.size, 'step')} of this run ${done.size === 1 ? 'is' : 'are'} done. The shell is a new one: variables are set again, its directory is the first one, and functions and background jobs are not there.`,
    ...(inFlight !== undefined && inFlight === startAt
      ? [`Step \`${inFlight}\` was begun, and nobody knows how it ended.`]
      : []),
  ];
}
