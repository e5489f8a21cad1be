// What the page's shell is given to run for a step.
import type { Step } from '../model/runbook.ts';
import { quoteForBash } from './quote.ts';

/** bash text that does what the step's code says. On one line unless the code is the shell's own. */
export function shellTextOf(step: Step): string {
  switch (step.language) {
    case 'shell':
      // Evaluated once more, so that the redirection ends where the code ends, however broken that is.
      return step.mergesStderr ? `\\builtin eval ${quoteForBash(step.code)} 2>&1` : step.code;
    case 'python':
      return `python3 -c ${quoteForBash(atItsLine(step))}`;
    case 'node':
      return `node --input-type=module -e ${quoteForBash(atItsLine(step))}`;
  }
}

/** Newlines in front, so that a traceback names the line of the page. */
function atItsLine({ code, codeLine }: Step): string {
  return '\n'.repeat(codeLine - 1) + code.replaceAll('\r\n', '\n').replace(/\r$/, '');
}
