// `runbook init …`: its arguments and its help.
import type { Command } from 'commander';
import type { InitCommandOptions } from '../commands/init.ts';
import type { Io } from '../io.ts';
import { examples, type OnExit } from './shared.ts';

export function addInit(program: Command, io: Io, onExit: OnExit): void {
  program
    .command('init')
    .description('write a first runbook, its fixture and a config; nothing is overwritten')
    .argument('[folder]', 'where the pages go', 'docs')
    .option('--json', 'print one JSON document', false)
    .addHelpText(
      'after',
      examples([
        ['runbook init', 'pages in `docs`, the config in the working directory'],
        ['runbook init ops/runbooks', 'pages in another folder'],
        ['runbook init && runbook run docs', 'see one run'],
      ]),
    )
    .action(async (folder: string, options: InitCommandOptions) => {
      const { initCommand } = await import('../commands/init.ts');
      onExit(await initCommand(folder, options, io));
    });
}
