// `runbook vacuity …`: its arguments and its help.
import type { Command } from 'commander';
import type { VacuityCommandOptions } from '../commands/vacuity.ts';
import type { Io } from '../io.ts';
import {
  addConsent,
  addPlace,
  branchOption,
  jobsOption,
  stepOption,
  tagOption,
} from './run-options.ts';
import { configOption, examples, type OnExit, pathsArgument } from './shared.ts';

export function addVacuity(program: Command, io: Io, onExit: OnExit): void {
  const command = program
    .command('vacuity')
    .description('run the runbooks, and name every assertion that no output could make fail')
    .argument(...pathsArgument)
    .option(...tagOption)
    .option(...stepOption)
    .option(...branchOption)
    .option(...jobsOption);
  addConsent(addPlace(command))
    .option('--json', 'print one JSON document', false)
    .option(...configOption)
    .addHelpText(
      'after',
      examples([
        ['runbook vacuity content', 'every runbook below a folder'],
        ['runbook vacuity disk.md --step free-space', 'up to one step'],
        ['runbook vacuity content --jobs 4 --json', 'for a pipeline'],
      ]),
    )
    .action(async (paths: string[], options: VacuityCommandOptions) => {
      const { vacuityCommand } = await import('../commands/vacuity.ts');
      onExit(await vacuityCommand(paths, options, io));
    });
}
