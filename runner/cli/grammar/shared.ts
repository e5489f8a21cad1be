// What the grammars of the commands have in common.

/** Gets the exit code of the command that ran. */
export type OnExit = (code: number) => void;

export const configOption = [
  '--config <file>',
  'config file (default: the nearest `runbook.config.*`, up to the repository’s root)',
] as const;

export const pathsArgument = [
  '<path...>',
  'Markdown files, folders with Markdown files, or patterns in quotes such as `docs/**/*.md`',
] as const;

export function examples(lines: readonly (readonly [command: string, what: string])[]): string {
  const width = Math.max(...lines.map(([command]) => command.length));
  const shown = lines.map(([command, what]) => `  ${command.padEnd(width)}   ${what}`);
  return `\nExamples:\n${shown.join('\n')}\n`;
}
