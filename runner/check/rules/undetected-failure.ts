import { type CheckedPage, codeSpan, type Finding } from '../rule.ts';
import { optionsOf } from '../shell/known-options.ts';
import { programOf } from '../shell/program.ts';

/** Options by which a command looks at the answer's status itself. */
const looks = [
  '-f',
  '--fail',
  '--fail-with-body',
  '-w',
  '--write-out',
  '-i',
  '--include',
  '-I',
  '--head',
];

/** `curl` ends with 0 when the server says 500, and what reads its output takes the error page for the answer. */
export function* undetectedFailure({ scripts, lines }: CheckedPage): Iterable<Finding> {
  for (const { step, commands } of scripts) {
    if (
      step.expectations.some(
        ({ kind, ...rest }) => kind === 'exit-code' && 'code' in rest && rest.code !== 0,
      )
    )
      continue;
    for (const command of commands) {
      const program = programOf(command);
      if (program?.name !== 'curl' || !command.isPipedTo) continue;
      const { names, isOpen } = optionsOf(program);
      if (isOpen || looks.some((option) => names.has(option))) continue;
      yield {
        code: 'check/undetected-failure',
        span: codeSpan(lines, step, program.word),
        message:
          'Unexpected `curl` without `--fail` in front of a pipe, expected an error page to be a failure',
        hint: 'write `curl -fsS --max-time 5`',
      };
    }
  }
}
