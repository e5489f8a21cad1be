// Groups 1 to 10: reading a page, and what a page may do to its shell.
import {
  type CaseGroup,
  group,
  hard,
  outside,
  page,
  process,
  sample,
  shell,
  unit,
} from './case.ts';

const parse = 'parse/hard-cases';

export const parsingAndShell: readonly CaseGroup[] = [
  group(
    1,
    'Fences, containers and the page as a file',
    hard('longer fences', unit(parse, 'longer than three')),
    hard('tilde fences', unit(parse, 'of tildes')),
    hard('nested fences', unit(parse, 'that are shown inside a longer fence')),
    hard('fences in lists', unit(parse, 'in a list'), ...page('containers')),
    hard('fences in block quotes', unit(parse, 'in a quote'), ...page('containers')),
    hard(
      'fences in `<details>`',
      unit(parse, 'in `<details>` with an empty line'),
      ...page('containers'),
    ),
    hard(
      'indented code',
      unit(parse, 'indented by four, which is code and no fence'),
      ...page('containers'),
    ),
    hard('fences in HTML comments', unit(parse, 'in an HTML comment'), ...page('containers')),
    hard('an unclosed fence', ...sample('parse-unclosed-fence')),
    hard('a byte order mark', ...page('byte-order-mark')),
    hard(
      'CR LF',
      ...page('crlf-source'),
      shell('output', 'a page saved with CR LF runs as if it were not'),
    ),
    hard('`---` in the body', ...page('dashes-in-the-body')),
    hard('tabs', unit(parse, 'with tabs')),
    hard('an empty document', ...page('empty-page')),
    hard(
      'no block at all',
      ...sample('check-no-step'),
      process('run/runbook', 'nothing executed is an error'),
    ),
    hard(
      'any input whatever',
      unit('parse/any-input', 'answers any text with diagnostics inside the text'),
    ),
  ),
  group(
    2,
    'Info strings',
    hard(
      'quotes, braces, `=` and any script in values',
      ...page('words-of-the-info-string'),
      unit(parse, 'may be quoted, with `=`, braces and any letters inside'),
    ),
    hard('a language in capitals', ...page('upper-case-language')),
    hard('other names of shells', ...sample('parse-shell-language')),
    hard(
      'console and its relatives',
      process(
        'run/languages',
        'a command of a transcript has both streams as one, in their true order',
      ),
      ...sample('parse-transcript'),
    ),
    hard('collision with the words of the site’s code blocks', ...page('words-of-the-site')),
  ),
  group(
    3,
    'Words that are wrong',
    hard('an unknown key', ...sample('parse-unknown-key', 'parse-unknown-attribute')),
    hard(
      'a duplicate key',
      ...sample('parse-front-matter-duplicate-key', 'parse-duplicate-attribute'),
    ),
    hard('a wrong type', ...sample('parse-invalid-value', 'parse-attribute-value')),
    hard('a duplicate name', ...sample('parse-duplicate-step')),
    hard('a reference to what comes later', ...page('later-variable')),
    hard(
      'a cycle',
      outside(
        'pages include no pages, and a fixture has no fixture: there is nothing that could go round',
      ),
    ),
    hard(
      'a comment that only looks like an annotation',
      unit(parse, 'a comment, prose and a heading are no steps and no expectations'),
    ),
    hard('an annotation without its block', ...sample('parse-expectation-without-step')),
    hard('an annotation shown as an example', unit(parse, 'that are shown inside a longer fence')),
  ),
  group(
    4,
    'Prompts, and output that looks like a rule',
    hard('`$HOME` at the start of a line, `>` and `#`', ...page('prompt-like-commands')),
    hard('a prompt inside of commands', ...sample('check-prompt')),
    hard('expected output that looks like a rule', ...page('expected-that-looks-like-a-rule')),
  ),
  group(
    5,
    'White space in expected output',
    hard('empty lines, blanks at line ends, tabs', ...page('expected-white-space')),
    hard('no final newline', ...page('no-final-newline')),
    hard('fences in expected output', ...page('expected-fences')),
  ),
  group(
    6,
    'Standard input',
    hard('`read`, `cat`, `head` find the end of it', ...page('stdin-is-empty')),
    hard(
      'what runs in the background eats no step',
      ...page('stdin-is-empty'),
      shell(
        'output',
        'a background command that reads standard input does not eat the steps after it',
      ),
    ),
    hard('ssh', process('execute/ssh-shell', 'a shell behind ssh')),
    hard('a password prompt does not hang', ...page('no-terminal')),
  ),
  group(
    7,
    'What ends or changes the shell',
    hard('`exit 0` and `exit 3`', ...page('exit-three', 'subshell-exit')),
    hard('`exec`', ...page('exec-command', 'exec-redirection')),
    hard('`return`, `break`, `continue`', ...page('break-and-return')),
    hard('`kill -9 $$`', ...page('kill-nine')),
    hard(
      'EXIT, ERR and DEBUG traps',
      ...page('traps'),
      shell('state', 'a DEBUG trap prints for the commands of the page'),
    ),
    hard('`set -e`', ...page('set-e')),
    hard('`set -u`', ...page('set-u')),
    hard('`set -x`', ...page('set-x')),
    hard('`pipefail`', ...page('pipeline')),
    hard('`noclobber`', ...page('noclobber')),
    hard('`shopt`', ...page('state')),
    hard('`unset PATH`, PS1, PROMPT_COMMAND', ...page('lost-variables')),
    hard('redefined `cd`, `printf`, `trap`', ...page('redefined-words')),
  ),
  group(
    8,
    'What lives on between steps',
    hard('values of many lines', ...page('multi-line-values')),
    hard('values with quotes, dollars and backslashes', ...page('environment-values')),
    hard('arrays, functions, exported functions, aliases', ...page('state')),
    hard('readonly', ...page('readonly-variable')),
    hard('directory stack, umask, descriptors', ...page('state')),
    hard(
      'ulimit',
      shell('state', 'an environment of 100 KB and 500 variables, and few descriptors, are fine'),
    ),
    hard('a directory that the step deleted', ...page('directory-deleted')),
    hard(
      'what is not carried to a new shell is said',
      process(
        'guide/interruption',
        'stops the step and comes back to its question; the next try has a new shell',
      ),
      process(
        'run/runbook',
        'a step that does not pass skips the rest, and teardown runs in a new shell that knows the captures',
      ),
    ),
  ),
  group(
    9,
    'Commands that do not end',
    hard('an unterminated quote', ...page('unbalanced-quote', 'posix-quote')),
    hard('an unfinished compound command', ...page('unfinished-if')),
    hard('an unterminated here-document', ...page('unfinished-here-document')),
  ),
  group(
    10,
    'End marks',
    hard('output without a final newline', ...page('no-final-newline')),
    hard(
      'output that holds the text of a mark',
      shell(
        'output',
        'a step that prints its own shell functions is not taken for the end of the step',
      ),
    ),
    hard(
      'a mark that the stream cuts',
      unit('execute/marker-scanner', 'cutting the stream anywhere changes nothing'),
    ),
    hard(
      'a beginning of a mark that is none',
      unit('execute/marker-scanner', 'a beginning of a mark that is none is output'),
    ),
  ),
];
