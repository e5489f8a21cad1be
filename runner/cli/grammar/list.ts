// `runbook list …`: its arguments and its help.
import type { Command } from 'commander';
import type { ListCommandOptions } from '../commands/list.ts';
import type { Io } from '../io.ts';
import { tagOption } from './run-options.ts';
import { configOption, examples, type OnExit, pathsArgument } from './shared.ts';

export function addList(program: Command, io: Io, onExit: OnExit): void {
  program
    .command('list')
    .description('list the pages: runbooks, fixtures, and reference pages that do not run')
    .argument(...pathsArgument)
    .option(...tagOption)
    .option('--json', 'print one JSON document', false)
    .option(...configOption)
    .addHelpText('after', examples([['runbook list content', 'every page below a folder']]))
    .action(async (paths: string[], options: ListCommandOptions) => {
      const { listCommand } = await import('../commands/list.ts');
      onExit(await listCommand(paths, options, io));
    });
}
