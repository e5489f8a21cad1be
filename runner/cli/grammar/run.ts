// `runbook run …`: its arguments and its help.
import type { Command } from 'commander';
import type { RunCommandOptions } from '../commands/run.ts';
import type { Io } from '../io.ts';
import { addReporting } from './reporting.ts';
import { addConsent, addCourse, addPlace, addSelection } from './run-options.ts';
import { configOption, examples, type OnExit, pathsArgument } from './shared.ts';

export function addRun(program: Command, io: Io, onExit: OnExit): void {
  const command = program
    .command('run')
    .description('run the runbooks, all of them checked first')
    .argument(...pathsArgument);
  addCourse(addConsent(addPlace(addSelection(command))));
  addReporting(command)
    .option(...configOption)
    .addHelpText(
      'after',
      examples([
        ['runbook run content', 'every runbook below a folder'],
        ['runbook run content/replace-a-disk.md', 'one runbook'],
        ["runbook run 'content/**/disk-*.md'", 'a pattern, quoted'],
        ['runbook run content --tag disk --jobs 4', 'those with a tag, four at a time'],
        ['runbook run content --failed', 'what did not pass last time'],
        ['runbook run disk.md --target staging', 'a target of the config'],
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
