import { type CheckedPage, codeSpan, type Finding } from '../rule.ts';
import { programOf, readOptions } from '../shell/program.ts';
import type { ShellVariable, ShellWord } from '../shell/token.ts';

/** `rm -rf "$DIR/"*` without a `DIR` removes everything there is. */
export function* unsafeRemoval(page: CheckedPage): Iterable<Finding> {
  const known = knownVariables(page);
  for (const { step, commands } of page.scripts) {
    for (const command of commands) {
      const program = programOf(command);
      if (program?.name !== 'rm') continue;
      const { names, operands } = readOptions(program.args, '');
      if (!['-r', '-R', '--recursive'].some((option) => names.has(option))) continue;
      for (const operand of operands) {
        const variable = operand.variables.find((each) => isDangerous(each, operand, known));
        if (variable === undefined) continue;
        const wanted = `"\${${variable.name}:?}"`;
        yield {
          code: 'check/unsafe-removal',
          span: codeSpan(page.lines, step, operand),
          message: `Unexpected \`$${variable.name}\` in \`rm -r\`, expected \`${wanted}\``,
          hint: variable.isQuoted
            ? 'without a value it would remove something else; `:?` ends the command instead'
            : 'without quotes a space in the value makes two names of one, and no value makes none',
        };
      }
    }
  }
}

function isDangerous(
  variable: ShellVariable,
  { text }: ShellWord,
  known: ReadonlySet<string> | undefined,
): boolean {
  if (variable.isGuarded) return false;
  if (!variable.isQuoted) return true;
  // Alone and quoted, an empty one removes nothing.
  const isAlone = variable.endsAt === text.length && /^\$\{?\w+\}?$/.test(text);
  return !isAlone && known !== undefined && !known.has(variable.name);
}

/** Undefined where a fixture may have set any. */
function knownVariables({ runbook, scripts }: CheckedPage): ReadonlySet<string> | undefined {
  if (runbook.runbook?.fixture !== undefined) return undefined;
  const steps = runbook.sections.flatMap((section) => section.steps);
  const assigned = scripts.flatMap(({ commands }) =>
    commands.flatMap(({ words, assignments }) => [
      ...assignments.map(({ text }) => text.split(/\+?=|\[/)[0] ?? ''),
      // `export A=b`, `local A`, `read A`: all words count, which is the careful side for a rule that accuses.
      ...words.map(({ text }) => text.split('=')[0] ?? ''),
    ]),
  );
  return new Set([
    ...assigned,
    ...steps.flatMap(({ captures }) => captures),
    ...(runbook.runbook?.parameters ?? []).map(({ name }) => name),
    // A run sets these itself.
    'HOME',
    'PWD',
    'TMPDIR',
  ]);
}
