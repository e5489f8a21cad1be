// `runbook check …`: its arguments and its help.
import type { Command } from 'commander';
import type { CheckCommandOptions } from '../commands/check.ts';
import type { Io } from '../io.ts';
import { tagOption } from './run-options.ts';
import { configOption, examples, type OnExit, pathsArgument } from './shared.ts';

export function addCheck(program: Command, io: Io, onExit: OnExit): void {
  program
    .command('check')
    .description('say what is wrong with the pages, and run nothing')
    .argument(...pathsArgument)
    .option(...tagOption)
    .option('--json', 'print one JSON document', false)
    .option('--strict', 'end with 2 on warnings too', false)
    .option(...configOption)
    .addHelpText(
      'after',
      examples([
        ['runbook check content', 'every page below a folder, with the fixtures that they name'],
        ['runbook check content --strict', 'where a repository insists on its template'],
        ['runbook check content --json', 'for an editor or a pipeline'],
      ]),
    )
    .action(async (paths: string[], options: CheckCommandOptions) => {
      const { checkCommand } = await import('../commands/check.ts');
      onExit(await checkCommand(paths, options, io));
    });
}
