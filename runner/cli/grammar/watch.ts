// `runbook watch …`: its arguments and its help.
import type { Command } from 'commander';
import type { WatchCommandOptions } from '../commands/watch.ts';
import type { Io } from '../io.ts';
import { addPlace, branchOption, stepOption, tagOption } from './run-options.ts';
import { configOption, examples, type OnExit, pathsArgument } from './shared.ts';
import { wholeNumber } from './values.ts';

export function addWatch(program: Command, io: Io, onExit: OnExit): void {
  const command = program
    .command('watch')
    .description('run the runbooks, and each again when it, its fixture or the config changes')
    .argument(...pathsArgument)
    .option(...tagOption)
    .option(...stepOption)
    .option(...branchOption);
  addPlace(command)
    .option('--jobs <n>', 'runbooks at the same time (default: 1)', wholeNumber(1))
    .option('--retry <n>', 'run what did not pass up to n times more', wholeNumber(0))
    .option('--bail', 'begin no further runbook once one did not pass')
    .option('--poll', 'look twice a second, where the system tells no changes: network disks')
    .option(...configOption)
    .addHelpText(
      'after',
      `${examples([
        ['runbook watch docs', 'every runbook below a folder'],
        ['runbook watch docs/disk.md', 'the page that you write on'],
        ['runbook watch disk.md --step free-space', 'up to the step that you write on'],
      ])}
Ctrl-C tears down what is up and ends with 130. Saving a page is no consent: where the policy of a
target asks for a confirmation, it is asked for each time, and \`--allow\` and \`--confirm\` are not there.
`,
    )
    .action(async (paths: string[], options: WatchCommandOptions) => {
      const { watchCommand } = await import('../commands/watch.ts');
      onExit(await watchCommand(paths, options, io));
    });
}
