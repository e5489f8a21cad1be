// `runbook run …`: its arguments and its help.
import { type Command, Option } from 'commander';
import type { RunCommandOptions } from '../commands/run.ts';
import type { Io } from '../io.ts';
import { configOption, examples, type OnExit } from './shared.ts';

export function addRun(program: Command, io: Io, onExit: OnExit): void {
  program
    .command('run')
    .description('run the runbooks, all of them checked first')
    .argument('<path...>', 'Markdown files, or folders with Markdown files')
    .addOption(
      new Option('--reporter <name>', 'what to print: text for people, or one JSON document')
        .choices(['pretty', 'json'])
        .default('pretty'),
    )
    .addOption(new Option('--json', 'the same as --reporter json').conflicts('reporter'))
    .option('--report <file>', 'write the JSON report to this file as well')
    .option(...configOption)
    .addHelpText(
      'after',
      examples([
        ['runbook run content', 'every runbook below a folder'],
        ['runbook run content/replace-a-disk.md', 'one runbook'],
        ['runbook run content --report report.json', 'text for you, JSON for a machine'],
      ]),
    )
    .action(async (paths: string[], { json, ...options }: RunCommandOptions & { json?: true }) => {
      const { runCommand } = await import('../commands/run.ts');
      onExit(await runCommand(paths, json ? { ...options, reporter: 'json' } : options, io));
    });
}
