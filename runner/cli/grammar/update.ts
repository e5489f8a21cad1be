// `runbook update …`: its arguments and its help.
import type { Command } from 'commander';
import type { UpdateCommandOptions } from '../commands/update.ts';
import type { Io } from '../io.ts';
import { addConsent, addPlace, branchOption, tagOption } from './run-options.ts';
import { configOption, examples, type OnExit, pathsArgument } from './shared.ts';

export function addUpdate(program: Command, io: Io, onExit: OnExit): void {
  const command = program
    .command('update')
    .description('run the runbooks, and rewrite the samples that did not hold to what came out')
    .argument(...pathsArgument)
    .option(...tagOption)
    .option('--step <name>', 'of one page: the samples of this step; those above it only run')
    .option(...branchOption)
    .option('--add', 'write a first sample below steps that print something and have none')
    .option('--check', 'write nothing, and end with 1 when something would change')
    .option('--dry-run', 'write nothing, and show what would change');
  addConsent(addPlace(command))
    .option(...configOption)
    .addHelpText(
      'after',
      examples([
        ['runbook update content', 'every runbook below a folder'],
        ['runbook update disk.md --step free-space', 'the samples of one step'],
        ['runbook update disk.md --dry-run', 'see first'],
        ['runbook update new.md --add', 'a page of commands gets its first samples'],
        ['runbook update content --check', 'in CI: 1 when a page is out of date'],
      ]),
    )
    .action(async (paths: string[], options: UpdateCommandOptions) => {
      const { updateCommand } = await import('../commands/update.ts');
      onExit(await updateCommand(paths, options, io));
    });
}
