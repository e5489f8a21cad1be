// The grammar of the command line. Commands are loaded when they are called, so that help and version load nothing heavy.
import { Command, Option } from 'commander';
import type { CheckCommandOptions } from './commands/check.ts';
import type { ListCommandOptions } from './commands/list.ts';
import type { PlanCommandOptions } from './commands/plan.ts';
import type { RunCommandOptions } from './commands/run.ts';
import type { Io } from './io.ts';

/** `onExit` gets the exit code of the command that ran. */
export function createProgram(io: Io, version: string, onExit: (code: number) => void): Command {
  const program = new Command('runbook')
    .description('Runs Markdown runbooks and says which line of a page is no longer true.')
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .showSuggestionAfterError()
    .exitOverride();
  addRun(program, io, onExit);
  addCheck(program, io, onExit);
  addList(program, io, onExit);
  addPlan(program, io, onExit);
  program.addHelpText('after', exitCodeHelp);
  return program;
}

const exitCodeHelp = `
Exit codes:
  0    everything holds
  1    a step did not hold: the system is not as the page says
  2    a page or the command line is wrong; nothing was run
  3    it could not be judged, or there was nothing to run
  70   a bug in this program
  130  interrupted
`;

const configOption = [
  '--config <file>',
  'config file (default: runbook.config.ts, if there is one)',
] as const;

function addRun(program: Command, io: Io, onExit: (code: number) => void): void {
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
      const { runCommand } = await import('./commands/run.ts');
      onExit(await runCommand(paths, json ? { ...options, reporter: 'json' } : options, io));
    });
}

function addCheck(program: Command, io: Io, onExit: (code: number) => void): void {
  program
    .command('check')
    .description('say what is wrong with the pages, and run nothing')
    .argument('<path...>', 'Markdown files, or folders with Markdown files')
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
      const { checkCommand } = await import('./commands/check.ts');
      onExit(await checkCommand(paths, options, io));
    });
}

function addList(program: Command, io: Io, onExit: (code: number) => void): void {
  program
    .command('list')
    .description('list the pages: runbooks, fixtures, and reference pages that do not run')
    .argument('<path...>', 'Markdown files, or folders with Markdown files')
    .option('--json', 'print one JSON document', false)
    .option(...configOption)
    .addHelpText('after', examples([['runbook list content', 'every page below a folder']]))
    .action(async (paths: string[], options: ListCommandOptions) => {
      const { listCommand } = await import('./commands/list.ts');
      onExit(await listCommand(paths, options, io));
    });
}

function addPlan(program: Command, io: Io, onExit: (code: number) => void): void {
  program
    .command('plan')
    .description('print everything that a run would do, in order, and run nothing')
    .argument('<file>', 'a runbook')
    .option('--json', 'print one JSON document', false)
    .option(...configOption)
    .addHelpText('after', examples([['runbook plan content/replace-a-disk.md', 'one runbook']]))
    .action(async (path: string, options: PlanCommandOptions) => {
      const { planCommand } = await import('./commands/plan.ts');
      onExit(await planCommand(path, options, io));
    });
}

function examples(lines: readonly (readonly [command: string, what: string])[]): string {
  const width = Math.max(...lines.map(([command]) => command.length));
  const shown = lines.map(([command, what]) => `  ${command.padEnd(width)}   ${what}`);
  return `\nExamples:\n${shown.join('\n')}\n`;
}
