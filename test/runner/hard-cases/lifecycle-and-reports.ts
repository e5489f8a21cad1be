// Groups 21 to 30: time, life and death of a run, reports, and what is made of them.
import {
  type CaseGroup,
  group,
  hard,
  outside,
  page,
  process,
  sample,
  shell,
  site,
  unit,
} from './case.ts';

export const lifecycleAndReports: readonly CaseGroup[] = [
  group(
    21,
    'Limits of time',
    hard(
      'zero',
      unit('parse/small-words', 'a wait is longer than nothing and at most a day'),
      shell('carried', 'an attempt with no time left is over at once'),
    ),
    hard('negative', unit('parse/small-words', '%j is none')),
    hard(
      'beyond 2^31 ms',
      shell('deadlines', 'a limit beyond what a timer can hold does not pass at once'),
    ),
    hard(
      'a step of the clock on the wall',
      unit('hard-cases/clock', 'no duration is measured by the clock on the wall'),
    ),
    hard(
      'suspend',
      outside(
        'the monotonic clock of Linux stands still with the machine: time asleep is not counted',
      ),
    ),
  ),
  group(
    22,
    'Cleaning up',
    hard(
      'after a failure; its own failure hides nothing',
      ...page('teardown-after-failure'),
      process(
        'run/runbook',
        'a failing teardown is reported, does not hide the first failure, and skips no other teardown',
      ),
    ),
    hard('after a deadline', ...page('deadline-ignored-term')),
    hard('after Ctrl-C', process('cli/usage', 'ends the step, runs Teardown, and ends with 130')),
    hard(
      'after a set-up that broke in its middle',
      ...page('setup-that-breaks'),
      process(
        'run/runbook',
        'a fixture that cannot be brought up is an error with its own mismatch, and is taken down',
      ),
    ),
    hard(
      'in reverse: the page before its fixture',
      unit(
        'plan/plan-run',
        'frames the page with its fixture, and its body with Setup and Teardown',
      ),
    ),
    hard(
      'what never ran is not torn down, and says so',
      process('cli/endings', 'with --jobs tears every runbook down that runs, and begins no other'),
    ),
  ),
  group(
    23,
    'Pages at the same time',
    hard(
      'names, folders, directory and variables of their own',
      process(
        'cli/endings',
        'have shells and run folders of their own, and their text does not mix',
      ),
    ),
    hard(
      'their text does not mix',
      unit(
        'run/lanes',
        'are told one after the other, in their order, whatever the order of events',
      ),
    ),
    hard(
      'a kubeconfig of their own, never the user’s',
      process(
        'cli/kube-config',
        'is its own: what a page switches is switched for its teardown, and for nobody else',
      ),
      unit('execute/kube-config', 'is a copy of `~/.kube/config` that nobody else can read'),
    ),
    hard(
      'ports, namespaces',
      outside('a fixture hands out what is one of a kind; the runner knows only the shell'),
    ),
  ),
  group(
    24,
    'The wrong target',
    hard(
      'a target that looks like production',
      process(
        'cli/targets',
        'refuses the steps of a class, each with its line, and names the flag',
      ),
    ),
    hard('a name that is not there', process('cli/targets', '%j is refused')),
    hard(
      'a confirmation that nobody typed',
      process('cli/targets', 'runs nothing after %j'),
      process('guide/guided-target', 'whose name is not typed gets nothing'),
    ),
    hard(
      'a context that the page switches itself',
      process(
        'cli/kube-config',
        'is its own: what a page switches is switched for its teardown, and for nobody else',
      ),
    ),
  ),
  group(
    25,
    'Selection',
    hard(
      'one step with what it needs',
      process('cli/select', 'runs with everything above it and what tears down'),
    ),
    hard(
      'from a step on, asking for what those above would have set',
      process(
        'guide/answers',
        '`r` runs a step that failed again, a destructive one once more by its name; `o` shows everything that came out',
      ),
    ),
  ),
  group(
    26,
    'Nothing is not green',
    hard('nothing run', process('cli/run-command', 'ends with 3 when there is nothing to run')),
    hard('all skipped', ...page('nothing-runs')),
    hard('all filtered out', process('cli/select', 'that leave nothing end with 3')),
    hard('only the set-up ran', process('run/runbook', 'nothing executed is an error')),
    hard(
      'exit codes tell failed, wrong, unjudged and interrupted apart',
      process('cli/endings', 'of %s with `%s` is %i'),
      unit('cli/cli', 'of an interrupted run is 130 whatever it found'),
    ),
  ),
  group(
    27,
    'Formats of others',
    hard(
      'JUnit: characters that XML has not',
      unit('report/junit', 'is read by expat, whatever a step prints'),
      unit('report/any-output', 'leaves the XML well-formed'),
    ),
    hard(
      'GitHub: what would end a message, or be a command',
      unit('report/github', 'escapes what would end its message'),
      unit('report/github', 'gives no step a way to say a command of its own'),
    ),
    hard(
      'TAP',
      unit('report/any-output', 'leaves the TAP strict, with one test point and its YAML'),
    ),
    hard(
      'line numbers with CR LF and front matter',
      unit('parse/hard-cases', 'may have line ends of any kind'),
      ...sample('parse-containers'),
    ),
    hard(
      'paths of Windows',
      outside('the runner needs a POSIX shell; on Windows that is WSL, with its paths'),
    ),
    hard('MDX and includes', outside('pages are Markdown files, each whole in itself')),
  ),
  group(
    28,
    'Update',
    hard(
      'idempotent',
      unit(
        'update/properties',
        'of text holds afterwards, or tells what is left to decide; and a second one changes nothing',
      ),
    ),
    hard(
      'byte for byte outside of samples',
      unit('update/properties', 'touches nothing outside of its sample, whatever ends the lines'),
      process(
        'cli/update',
        'keeps every byte of a page with a byte order mark and line ends of Windows',
      ),
    ),
    hard(
      'fences that must grow',
      unit('update/text', 'gets longer fences when the output holds fences'),
    ),
    hard(
      'refuses when the fixture failed',
      process('cli/update', 'leaves a page as it is whose fixture failed'),
    ),
    hard(
      'a page that changed meanwhile',
      process('cli/update', 'does not write over a page that changed while its steps ran'),
    ),
    hard(
      'a read-only page',
      process('cli/update', 'refuses a read-only page before anything runs'),
    ),
    hard('a link', process('cli/update', 'writes the file behind a link, and leaves the link')),
  ),
  group(
    29,
    'The published page',
    hard(
      'anchors and links',
      site(
        'published/links.e2e.ts',
        'every link within the site leads to a page, a file and an anchor that exist',
      ),
    ),
    hard(
      'old addresses',
      site('published/alert-landing.e2e.ts', 'the short name that older rules use leads there too'),
    ),
    hard(
      'a verdict of another text',
      site('data/verdict.test.ts', 'is changed when one byte of the page differs from what ran'),
    ),
    hard(
      'what is copied is what was tested',
      site(
        'sample/steps.e2e.ts',
        'tabs, spaces at line ends, comments in here-documents, quotes and brackets are copied byte for byte',
      ),
    ),
    hard(
      'annotations stay off the page',
      site('sample/steps.e2e.ts', 'the header of a step says what is not ordinary about it'),
    ),
  ),
  group(
    30,
    'Values from elsewhere',
    hard(
      '`$(…)`, quotes, line ends, leading `-` in parameters',
      process(
        'run/parameters',
        'parameters are exported in all phases, whatever characters they have',
      ),
    ),
    hard('values that do not fit', process('cli/parameters', '%j is refused before anything runs')),
    hard(
      'what a step captured',
      ...page('environment-values'),
      shell('state', 'captured variables are exported as they are'),
    ),
    hard('what the reader of the page is handed', site('plugins/values-to-keep.test.ts', '%s')),
  ),
];
