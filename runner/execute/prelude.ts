// The shell text around the steps. It is written line by line into the file that bash reads as its script.
//
// Descriptors of the shell, above those a page uses and below a low `ulimit -n`:
//   20 gate (one byte lets the next line run), 21 and 22 the steps' standard output and error.
import { quoteForBash } from './quote.ts';

// bash sizes its read buffer by the file it finds at the start, up to 8 KiB: a longer first line gives it the full buffer.
const padding = '#'.repeat(8192);

export interface PreludeNames {
  /** Folder of this shell; it takes the three pipes. */
  readonly folder: string;
  /** Random, so that no output can be taken for an end mark. */
  readonly nonce: string;
  /** Value of `RB_SESSION` in every process of the run. */
  readonly runId: string;
}

/** Bytes that stand before the nonce in an end mark: a control character that text output does not hold. */
export const markByte = '\x1e';

/**
 * First line of the script. In this order, because the runner may die at any moment:
 * 1. named pipes, opened for reading and writing first: such an open never waits for the other side;
 * 2. `R` and bash's version on the runner's line: from now on the runner opens its read ends;
 * 3. a watchdog that kills the shell's process group when the runner is gone (end of file on 26). It is forked twice,
 *    so that `wait`, `jobs` and `$!` in a step do not see it, and has a group of its own (`set -m`), so that the shell's
 *    group is empty once the steps are over. One byte on 26 sends it away;
 * 4. the functions of the protocol, and the wait for the first gate byte. After that the spare ends are closed,
 *    so that a command that prints into the void of a dead runner gets SIGPIPE, and the gate's end is seen.
 */
export function preludeLine(names: PreludeNames): string {
  const out = quoteForBash(`${names.folder}/o`);
  const error = quoteForBash(`${names.folder}/e`);
  const gate = quoteForBash(`${names.folder}/g`);
  const mark = `\\036${names.nonce}`;
  return [
    'exec 23>&3 26<&3 3<&-',
    `{ mkfifo -m 600 ${out} ${error} ${gate} && exec 24<>${out} 25<>${error} 27<>${gate} 21>${out} 22>${error} 20<${gate} && builtin printf 'R%s' "$BASH_VERSION" >&23; } || builtin exit 97`,
    'exec >/dev/null 2>&1 23>&-',
    `( set -m; ( trap '' HUP INT QUIT TERM; exec 20<&- 21>&- 22>&- 24>&- 25>&- 27>&- </dev/null; builtin read -r -n1 -u26 || builtin kill -KILL -$$ ) & )`,
    'exec 26<&-',
    `builtin export RB_SESSION=${quoteForBash(names.runId)}`,
    // A pipeline fails when any part of it fails: `curl … | jq` against a dead server is no success.
    'shopt -s expand_aliases; set -o pipefail',
    '__rb_r=0',
    // Gives the next step the `$?` of the last one; under `set -e` that would end the shell.
    '__rb_p() { [[ $- == *e* ]] || return $__rb_r; }',
    // The mark says whether standard error holds anything: asking costs less than looking into an empty pipe.
    `__rb_m() { __rb_r=$1; __rb_e=0; builtin read -t 0 -u 25 && __rb_e=1; builtin printf '${mark} %s %s\\n' "$1" $__rb_e >&21; }`,
    '__rb_g() { builtin read -r -n1 -u20 __rb_x || builtin exit; }',
    '__rb_g',
    `exec 24>&- 27>&- ${padding}\n`,
  ].join('; ');
}

/** One step. `\builtin` gets past aliases and functions that a page gave the names of builtins. */
export function stepLine(code: string): string {
  return `${runText(code)}\n`;
}

/**
 * A step that may run again *on the same line*, so that the line numbers in its errors stay those of the page:
 * the gate byte `a` repeats it, every other byte goes on. A loop would do, but for a `break` in the step.
 */
export function repeatableStepLine(code: string): string {
  const again = '[[ $__rb_x != a ]] || \\builtin eval "$__rb_l"';
  return `__rb_l=${quoteForBash(`${runText(code)}; ${again}`)}; \\builtin eval "$__rb_l"\n`;
}

/** Sets and exports variables; goes in front of a step, on its line. */
export function exportText(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => `\\builtin export ${name}=${quoteForBash(value)}; `)
    .join('');
}

/** Ends the shell with the code of the last step. The page's own EXIT trap runs inside. */
export const exitLine = stepLine('builtin exit $__rb_r');

function runText(code: string): string {
  // A page that was saved with CR LF must not pass `a\r` as an argument.
  const clean = quoteForBash(code.replaceAll('\r\n', '\n').replace(/\r$/, ''));
  return `__rb_p; \\builtin eval ${clean} >&21 2>&22 </dev/null; __rb_m $?; __rb_g`;
}
