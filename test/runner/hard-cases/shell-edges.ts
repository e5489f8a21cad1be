// The rows of the edge table of the shell: what steps do that shells are known to be broken by.
import { type CaseGroup, hard, page, process, shell } from './case.ts';

export const shellEdges: CaseGroup = {
  title: 'Edges of the shell',
  cases: [
    hard('`echo a; exit 3`', ...page('exit-three')),
    hard('`(exit 3)` then `echo $?`', ...page('subshell-exit')),
    hard('`set -e; false`, and it persists', ...page('set-e')),
    hard('`set -u`', ...page('set-u')),
    hard('here-documents, `<<-`', ...page('here-documents')),
    hard('a step of 200 KB', shell('output', 'a step of 200 KB runs')),
    hard('an unbalanced quote', ...page('unbalanced-quote')),
    hard('an unfinished `if`', ...page('unfinished-if')),
    hard('`set -o posix` and a quote', ...page('posix-quote')),
    hard('an unterminated here-document', ...page('unfinished-here-document')),
    hard('a trailing `\\`, a lone comment', ...page('backslash-and-comment')),
    hard('a background job that writes late', ...page('late-output')),
    hard('`sleep 30 &` that holds the output', ...page('background-holds-output')),
    hard('`cat`, `read`, `head`, `wc` on standard input', ...page('stdin-is-empty')),
    hard('5 MB on each stream', shell('output', '5 MB on each stream at once are exact')),
    hard('no final newline', ...page('no-final-newline')),
    hard(
      'NUL, invalid UTF-8, a stray 0x1e',
      shell(
        'output',
        'NUL, invalid UTF-8 and the first byte of an end mark are output like any other',
      ),
    ),
    hard('deadline: an external command', ...page('deadline-external')),
    hard('deadline: a loop of builtins', ...page('deadline-builtin')),
    hard('deadline: TERM ignored', ...page('deadline-ignored-term')),
    hard(
      'grandchildren',
      shell(
        'deadlines',
        'the deadline reaches grandchildren, stopped processes and those that hold the output',
      ),
    ),
    hard('`setsid`', ...page('daemon')),
    hard('`kill -INT $$`', ...page('kill-int')),
    hard('`kill -9 $$`', ...page('kill-nine')),
    hard('traps', ...page('traps')),
    hard('directory, functions, aliases, arrays, `shopt`, `set -o`', ...page('state')),
    hard('`exec cmd`', ...page('exec-command')),
    hard('`exec >file`, `exec 3>f`', ...page('exec-redirection')),
    hard(
      '`exec > >(tee log) 2>&1`',
      shell('state', '`exec > >(tee)` loses nothing to the runner and hangs nothing'),
    ),
    hard('`set -x`', ...page('set-x')),
    hard('`break`, `continue`, `return` at top level', ...page('break-and-return')),
    hard('IFS=1, functions named `printf` and `read`, alias `eval`', ...page('redefined-words')),
    hard('`/dev/stderr`, `/dev/stdout`', ...page('device-files')),
    hard('`/dev/tty`, password prompts', ...page('no-terminal')),
    hard(
      '100 KB and 500 variables, `ulimit -n 64`',
      shell('state', 'an environment of 100 KB and 500 variables, and few descriptors, are fine'),
    ),
    hard('`set -n`', ...page('set-n')),
    hard('a script that closes every descriptor', ...page('closed-descriptors')),
    hard('ANSI', ...page('ansi')),
    hard(
      'a runner that dies while its shell starts',
      process(
        'execute/killed-runner',
        'a runner killed at any moment leaves no process and no folder that the next start does not clean',
      ),
    ),
  ],
};
