// The reference page of the command line as Markdown, read from its grammar.
import type { Argument, Command, Option } from 'commander';
import { exitCodeMeanings } from './exit-code.ts';

/** A whole page with its front matter and a final newline. */
export function formatReference(program: Command): string {
  const help = program.createHelp();
  const commands = help.visibleCommands(program);
  return `${[
    '---',
    'title: The runbook command',
    'description: Every command of the runner, with its arguments, its options, examples and exit codes.',
    '---',
    '',
    '<!-- Written by `npm run reference` from the grammar of the command line. Change it there. -->',
    '',
    'Checks, plans and runs Markdown runbooks. `runbook COMMAND --help` prints what stands here.',
    '',
    ...table(
      ['Command', 'What it does'],
      commands.map((command) => [
        `[\`${command.name()}\`](#runbook-${command.name()})`,
        sentence(command.description()),
      ]),
    ),
    'Options of every command:',
    '',
    ...optionTable(help.visibleOptions(program)),
    '## Exit codes',
    '',
    ...table(
      ['Code', 'Meaning'],
      exitCodeMeanings.map(([code, meaning]) => [`\`${code}\``, sentence(meaning)]),
    ),
    ...commands.flatMap(formatCommand),
  ]
    .join('\n')
    .trimEnd()}\n`;
}

function formatCommand(command: Command): readonly string[] {
  const help = command.createHelp();
  return [
    `## runbook ${command.name()}`,
    '',
    sentence(command.description()),
    '',
    '```text',
    help.commandUsage(command),
    '```',
    '',
    ...argumentTable(help.visibleArguments(command)),
    ...optionTable(help.visibleOptions(command)),
    ...formatExamples(command),
  ];
}

function argumentTable(all: readonly Argument[]): readonly string[] {
  if (all.length === 0) return [];
  const rows = all.map((argument) => [
    `\`${argument.variadic ? `${argument.name()}...` : argument.name()}\``,
    withFacts(argument.description, argument.argChoices, undefined),
  ]);
  return table(['Argument', 'Meaning'], rows);
}

function optionTable(all: readonly Option[]): readonly string[] {
  if (all.length === 0) return [];
  const rows = all.map(({ flags, description, argChoices, defaultValue }) => [
    `\`${flags}\``,
    withFacts(description, argChoices, defaultValue),
  ]);
  return table(['Option', 'Meaning'], rows);
}

function withFacts(
  description: string,
  choices: readonly string[] | undefined,
  defaultValue: unknown,
): string {
  const facts: string[] = [];
  if (choices !== undefined)
    facts.push(`One of ${choices.map((choice) => `\`${choice}\``).join(', ')}.`);
  if (defaultValue !== undefined && typeof defaultValue !== 'boolean')
    facts.push(`Default: \`${String(defaultValue)}\`.`);
  return [sentence(description), ...facts].join(' ');
}

/** They stand below the help as text, whoever wrote them. */
function formatExamples(command: Command): readonly string[] {
  let help = '';
  command.configureOutput({
    writeOut: (text) => {
      help += text;
    },
  });
  command.outputHelp();
  const examples = help.split('\nExamples:\n')[1];
  if (examples === undefined) return [];
  const lines = examples
    .trimEnd()
    .split('\n')
    .map((line) => line.slice(2));
  return ['```text', ...lines, '```', ''];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line), ''];
}

/** As prose: a capital, a full stop, and nothing that Markdown takes for HTML. */
function sentence(text: string): string {
  const plain = text
    .split(/(`[^`]*`)/)
    .map((piece) => (piece.startsWith('`') ? piece : piece.replaceAll('<', '\\<')))
    .join('');
  const begun = plain.charAt(0).toUpperCase() + plain.slice(1);
  return begun.endsWith('.') ? begun : `${begun}.`;
}
