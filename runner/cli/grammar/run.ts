// `runbook run …`: its arguments and its help.
import type { Command } from 'commander';
import type { RunCommandOptions } from '../commands/run.ts';
import type { Io } from '../io.ts';
import { parseReporter, type ReporterChoice, reporterNames } from '../reporter-option.ts';
import { configOption, examples, type OnExit } from './shared.ts';

export function addRun(program: Command, io: Io, onExit: OnExit): void {
  program
    .command('run')
    .description('run the runbooks, all of them checked first')
    .argument('<path...>', 'Markdown files, or folders with Markdown files')
    .option(
      '--reporter <name[:file]>',
      `${reporterNames.join(', ')}; may be repeated, one without a file (default: pretty)`,
      (value: string, others: readonly ReporterChoice[] = []) => [...others, parseReporter(value)],
    )
    .option('--json', 'the same as --reporter json')
    .option('--report <file>', 'the same as --reporter json:<file>')
    .option(...configOption)
    .addHelpText(
      'after',
      examples([
        ['runbook run content', 'every runbook below a folder'],
        ['runbook run content/replace-a-disk.md', 'one runbook'],
        ['runbook run content --report report.json', 'text for you, JSON for a machine'],
        ['runbook run content --reporter junit:report.xml', 'text for you, a report for CI'],
        ['runbook run content --reporter github', 'annotations in a job of GitHub Actions'],
      ]),
    )
    .action(async (paths: string[], options: RunCommandOptions) => {
      const { runCommand } = await import('../commands/run.ts');
      onExit(await runCommand(paths, options, io));
    });
}
