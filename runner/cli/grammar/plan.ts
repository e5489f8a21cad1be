// `runbook plan …`: its arguments and its help.
import type { Command } from 'commander';
import type { PlanCommandOptions } from '../commands/plan.ts';
import type { Io } from '../io.ts';
import { addPlace, allowOption, branchOption, stepOption } from './run-options.ts';
import { configOption, examples, type OnExit } from './shared.ts';

export function addPlan(program: Command, io: Io, onExit: OnExit): void {
  const command = program
    .command('plan')
    .description('print everything that a run would do, in order, and run nothing')
    .argument('<file>', 'a runbook')
    .option(...stepOption)
    .option(...branchOption);
  addPlace(command)
    .addOption(allowOption())
    .option('--json', 'print one JSON document', false)
    .option(...configOption)
    .addHelpText(
      'after',
      examples([
        ['runbook plan content/replace-a-disk.md', 'all runs of one runbook'],
        ['runbook plan disk.md --branch none', 'only its main path'],
        ['runbook plan disk.md --target production', 'with what its policy says of each step'],
      ]),
    )
    .action(async (path: string, options: PlanCommandOptions) => {
      const { planCommand } = await import('../commands/plan.ts');
      onExit(await planCommand(path, options, io));
    });
}
