// `runbook plan …`: its arguments and its help.
import type { Command } from 'commander';
import type { PlanCommandOptions } from '../commands/plan.ts';
import type { Io } from '../io.ts';
import { configOption, examples, type OnExit } from './shared.ts';

export function addPlan(program: Command, io: Io, onExit: OnExit): void {
  program
    .command('plan')
    .description('print everything that a run would do, in order, and run nothing')
    .argument('<file>', 'a runbook')
    .option('--json', 'print one JSON document', false)
    .option(...configOption)
    .addHelpText('after', examples([['runbook plan content/replace-a-disk.md', 'one runbook']]))
    .action(async (path: string, options: PlanCommandOptions) => {
      const { planCommand } = await import('../commands/plan.ts');
      onExit(await planCommand(path, options, io));
    });
}
