// Groups 11 to 20: processes, output, comparison and time.
import { type CaseGroup, group, hard, page, process, sample, shell, unit } from './case.ts';

export const outputAndMatching: readonly CaseGroup[] = [
  group(
    11,
    'Processes that stay',
    hard('background children that hold the output', ...page('background-holds-output')),
    hard(
      'daemons',
      ...page('daemon'),
      process('execute/killed-runner', 'a daemon of a killed runner is ended by the next start'),
    ),
    hard(
      'forked twice, and zombies',
      shell(
        'carried',
        'a process forked twice ends with its shell, and a zombie keeps nobody waiting',
      ),
    ),
    hard('children that ignore TERM', ...page('deadline-ignored-term')),
    hard(
      'the whole group, grandchildren after a deadline',
      shell(
        'deadlines',
        'the deadline reaches grandchildren, stopped processes and those that hold the output',
      ),
    ),
    hard(
      'a second Ctrl-C',
      process('cli/usage', 'a second time ends Teardown at once and leaves no process behind'),
    ),
    hard(
      'the runner itself is killed',
      process(
        'execute/killed-runner',
        'a runner killed at any moment leaves no process and no folder that the next start does not clean',
      ),
      process('execute/kill-moments', 'N random moments leave nothing behind'),
    ),
  ),
  group(
    12,
    'Deaths and missing programs',
    hard('death by a signal is 128 + n, named', ...page('children-die-by-signal', 'kill-int')),
    hard('126', ...page('command-not-executable')),
    hard('127, never skipped', ...page('command-not-found')),
  ),
  group(
    13,
    'Bytes of output',
    hard(
      'UTF-8 cut by chunks',
      unit('execute/marker-scanner', 'cutting the stream anywhere changes nothing'),
      shell('output', 'UTF-8 in commands and output is kept'),
    ),
    hard(
      'invalid bytes, NUL',
      shell(
        'output',
        'NUL, invalid UTF-8 and the first byte of an end mark are output like any other',
      ),
      unit(
        'judge/hard-cases',
        'with bytes that are no UTF-8 match the mark that stands for them, and nothing else',
      ),
    ),
    hard('CR LF in output', unit('judge/hard-cases', 'carriage returns at line ends do not count')),
    hard('progress bars', ...page('progress-bar')),
    hard('ANSI, OSC and links', ...page('ansi')),
    hard(
      'wide characters',
      ...page('wide-characters'),
      unit('report/pretty', 'leaves room for characters that take two columns'),
    ),
    hard('LANG, TZ, COLUMNS, PAGER', unit('cli/cli', 'is the caller’s with the config over it')),
    hard('a pipe is no terminal', ...page('no-terminal')),
  ),
  group(
    14,
    'Two streams, late and long output',
    hard(
      'the order of two streams',
      process(
        'run/languages',
        'a command of a transcript has both streams as one, in their true order',
      ),
      unit('judge/limits', 'makes a block look at standard error only'),
    ),
    hard('output after the command has returned', ...page('late-output')),
    hard(
      'huge output is counted, never judged in part',
      process('run/runbook', 'output beyond the limit cannot be judged'),
      unit('judge/judge-step', 'output that was cut is never compared'),
    ),
    hard(
      'lines over 64 KiB',
      ...page('long-line'),
      shell('carried', 'a line of 1 MB and a line of no end are output like any other'),
    ),
  ),
  group(
    15,
    'Secrets',
    hard(
      'exact, base64, URL-encoded, JSON-escaped, many lines',
      unit('mask/masker', 'is masked wherever it stands'),
      unit('mask/masker', 'each line of a secret is one, but for those too short to tell'),
    ),
    hard('cut by a limit', unit('mask/masker', 'what a cut has left of a secret is masked too')),
    hard(
      'in outputs, differences and events',
      process(
        'run/secrets',
        'a secret from the environment, a parameter or the fixture comes out nowhere',
      ),
    ),
    hard(
      'in JUnit, annotations and every other report',
      process(
        'cli/targets',
        'has secrets that are masked with those of the config, in every report',
      ),
    ),
    hard('in update mode', process('cli/update', 'writes no secret')),
    hard(
      'in the journal of an incident',
      process(
        'guide/values',
        'values that nobody gave are asked for, until they fit; secrets are on no screen and in no journal',
      ),
    ),
  ),
  group(
    16,
    'Text and regular expressions',
    hard(
      'anchors, dot, capitals',
      unit('judge/regex', 'is not content with a part'),
      unit('judge/regex', 'has a dot for line ends too'),
      unit('judge/regex', 'tells capitals apart'),
    ),
    hard('CR LF', unit('judge/regex', 'does not see carriage returns')),
    hard('an invalid expression', ...sample('parse-regex-syntax')),
    hard(
      'an expression that runs for years',
      unit('judge/regex', 'that would run for years is stopped, and is an error of the page'),
    ),
    hard(
      '`...` twice',
      unit(
        'judge/hard-cases',
        'two `...` take as little as they can, and the line that is missing is the one that is named',
      ),
    ),
    hard('globs are no rule', ...page('expected-that-looks-like-a-rule')),
    hard('an empty sample is no output', ...page('empty-expectation')),
  ),
  group(
    17,
    'JSON and YAML',
    hard('order of members', unit('judge/json', 'the order of members does not count')),
    hard(
      'a member twice',
      unit('judge/json', '%s names a member twice, and programs disagree on which one counts'),
      ...sample('parse-json-duplicate-key'),
    ),
    hard(
      'whole numbers beyond 2^53',
      unit('judge/json', 'whole numbers beyond 2^53 are compared digit by digit'),
    ),
    hard('floats, 1.0, -0', unit('judge/json', '%s and %s are the same number: %s')),
    hard('null and absence', unit('judge/json', 'null is not absence')),
    hard(
      'order and subset of items',
      unit('judge/json', 'another order'),
      unit('judge/json', 'rest on both sides'),
    ),
    hard(
      'JSON lines',
      unit(
        'judge/json',
        'JSON lines are not one document, and the report says how they become one',
      ),
    ),
    hard(
      'log lines before it',
      ...page('json-is-no-text'),
      unit('judge/json', 'a log line before the document makes it none'),
    ),
    hard(
      'a byte order mark',
      unit('judge/json', 'a byte order mark before the document does not count'),
    ),
    hard('words that YAML reads otherwise', ...page('yaml-words')),
    hard('no JSON is a failure, never text', ...page('json-is-no-text')),
  ),
  group(
    18,
    'Numbers',
    hard(
      'tolerance, absolute and relative, at zero too',
      unit('judge/quantities', 'are near each other without an error by rounding'),
    ),
    hard(
      'units',
      unit('judge/quantities', 'have units of 1,000 and of 1,024, with or without a space'),
      unit('judge/quantities', 'are compared whatever their unit'),
    ),
    hard(
      'thousands separators',
      unit('judge/quantities', 'are no words, no thousands and no hexadecimal digits'),
    ),
    hard(
      'NaN and infinity',
      unit('judge/json', 'NaN is no JSON'),
      unit('judge/quantities', 'are no words, no thousands and no hexadecimal digits'),
    ),
    hard('zero', unit('judge/quantities', 'have one zero')),
  ),
  group(
    19,
    'Two things are wrong',
    hard('exit code and output', ...page('both-are-wrong')),
    hard(
      'everything at once',
      unit('judge/limits', 'is reported at once, the exit code and the time first'),
    ),
  ),
  group(
    20,
    'Repetition',
    hard(
      'the deadline holds for the attempt in flight',
      process(
        'run/deadlines',
        'the attempt in flight is ended at the deadline, and the last real mismatch is the reason',
      ),
    ),
    hard(
      'the last real reason is kept',
      ...page('never-holds'),
      unit('execute/repetition', 'an attempt that was cut off tells less than the one before it'),
    ),
    hard(
      'an error of the host is no mismatch',
      unit('execute/repetition', 'an error ends every repetition and stays what it is'),
    ),
    hard('each attempt is judged alone', ...page('attempts-alone')),
    hard('what changes something is not repeated', ...sample('parse-within-on-change')),
    hard(
      'retries of whole pages are never hidden',
      process(
        'run/schedule',
        'a runbook that passes only later is flaky, with the reasons, and counted',
      ),
    ),
    hard(
      'a monotonic clock',
      unit('hard-cases/clock', 'no duration is measured by the clock on the wall'),
    ),
  ),
];
