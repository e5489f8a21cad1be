import { type CheckedPage, codeSpan, type Finding, type Script } from '../rule.ts';
import { programOf } from '../shell/program.ts';

/** `<node-name>`, `<YOUR_TOKEN>`: two words or more, or capitals. One small word could be a file. */
const form = /<([A-Za-z][A-Za-z0-9]*(?:[-_][A-Za-z0-9]+)+|[A-Z]{2,})>/g;

/** Programs whose arguments may speak about angle brackets. */
const readers = new Set([
  'grep',
  'egrep',
  'rg',
  'sed',
  'awk',
  'jq',
  'perl',
  'xmllint',
  'echo',
  'printf',
]);

/** In a command `<node-name>` is no mark for a reader: the shell reads from a file of that name. */
export function* foreignPlaceholder({ scripts, lines, runbook }: CheckedPage): Iterable<Finding> {
  const declared = new Set((runbook.runbook?.parameters ?? []).map(({ name }) => name));
  for (const script of scripts) {
    for (const { start, name } of found(script)) {
      const variable = name.replaceAll('-', '_').toUpperCase();
      yield {
        code: 'check/foreign-placeholder',
        span: codeSpan(lines, script.step, { start, end: start + name.length + 2 }),
        message: `Unexpected \`<${name}>\` in a command, expected a variable such as \`"$${variable}"\``,
        hint: declared.has(variable)
          ? `\`${variable}\` is declared under \`parameters:\` and set for every step`
          : `declare \`${variable}\` under \`parameters:\`, with an example for the reader`,
      };
    }
  }
}

function* found({
  step,
  commands,
}: Script): Iterable<{ readonly start: number; readonly name: string }> {
  for (const command of commands) {
    for (const { operator, start, target } of command.redirections) {
      // `<` and `>` around a word are two redirections to the shell.
      if (operator !== '<' || target === undefined || step.code[target.end] !== '>') continue;
      const [whole, name] =
        new RegExp(form.source).exec(step.code.slice(start, target.end + 1)) ?? [];
      if (name !== undefined && whole?.length === target.end + 1 - start) yield { start, name };
    }
    if (readers.has(programOf(command)?.name ?? '')) continue;
    for (const { start, end, isQuoted } of [...command.words, ...command.assignments]) {
      if (!isQuoted) continue;
      for (const match of step.code.slice(start, end).matchAll(form)) {
        yield { start: start + match.index, name: match[1] ?? '' };
      }
    }
  }
}
