// The grammar of the command line, one file a command in `grammar/`. Commands are loaded when they are called, so that help and version load nothing heavy.
import { Command } from 'commander';
import { exitCodeMeanings } from './exit-code.ts';
import { addCheck } from './grammar/check.ts';
import { addComplete, addCompletion } from './grammar/completion.ts';
import { addGuide } from './grammar/guide.ts';
import { addInit } from './grammar/init.ts';
import { addJournal } from './grammar/journal.ts';
import { addList } from './grammar/list.ts';
import { addMerge } from './grammar/merge.ts';
import { addPlan } from './grammar/plan.ts';
import { addReference } from './grammar/reference.ts';
import { addRun } from './grammar/run.ts';
import type { OnExit } from './grammar/shared.ts';
import { addUpdate } from './grammar/update.ts';
import { addVacuity } from './grammar/vacuity.ts';
import { addWatch } from './grammar/watch.ts';
import type { Io } from './io.ts';

const grammars: Readonly<Record<string, (program: Command, io: Io, onExit: OnExit) => void>> = {
  init: addInit,
  run: addRun,
  check: addCheck,
  list: addList,
  plan: addPlan,
  merge: addMerge,
  update: addUpdate,
  vacuity: addVacuity,
  watch: addWatch,
  completion: addCompletion,
  guide: addGuide,
  journal: addJournal,
};

/** For programs, not for people: they need the whole grammar, their own left out. */
const hidden: Readonly<
  Record<string, (program: Command, io: Io, onExit: OnExit, whole: () => Command) => void>
> = { complete: addComplete, reference: addReference };

export interface ProgramOptions {
  readonly version: string;
  /** First argument: if it is a command, only that one's grammar is built, which is most of the time to start. */
  readonly called: string | undefined;
  /** Gets the exit code of the command that ran. */
  readonly onExit: OnExit;
}

export function createProgram(process: Io, { version, called, onExit }: ProgramOptions): Command {
  const program = new Command('runbook')
    .description('Runs Markdown runbooks and says which line of a page is no longer true.')
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .option('--no-color', 'print no colours, as with NO_COLOR=1')
    .configureHelp({ showGlobalOptions: true })
    .helpCommand(false)
    .showSuggestionAfterError()
    .exitOverride();
  const io = withoutColor(process, () => program.opts()['color'] === false);
  const one =
    called !== undefined && Object.hasOwn(grammars, called) ? grammars[called] : undefined;
  const addHidden =
    called !== undefined && Object.hasOwn(hidden, called) ? hidden[called] : undefined;
  if (addHidden !== undefined) {
    const whole = (): Command => createProgram(process, { version, called: undefined, onExit });
    addHidden(program, io, onExit, whole);
    return program;
  }
  for (const add of one === undefined ? Object.values(grammars) : [one]) add(program, io, onExit);
  program.addHelpText('after', exitCodeHelp);
  return program;
}

/** Known only once the arguments are parsed, hence asked late. */
function withoutColor(io: Io, isAsked: () => boolean): Io {
  return {
    ...io,
    get env() {
      return isAsked() ? { ...io.env, NO_COLOR: '1' } : io.env;
    },
  };
}

const exitCodeHelp = `\nExit codes:\n${exitCodeMeanings
  .map(([code, meaning]) => `  ${String(code).padEnd(3)}  ${meaning}\n`)
  .join('')}`;
