// Every diagnostic that reading a document can raise. The compiler lets the phase raise no other.
import type { DiagnosticKind } from '../model/diagnostic.ts';

const error = (meaning: string, mend: string): DiagnosticKind => ({
  severity: 'error',
  meaning,
  mend,
});

export const parseCodes = {
  'parse/not-utf-8': error(
    'The file holds bytes that are not UTF-8, so commands could change.',
    'Save the file as UTF-8; `iconv -f latin1 -t utf-8` converts what an old editor wrote.',
  ),
  'parse/too-large': error(
    'The file is larger or nested deeper than any page a person reads.',
    'Split the page into several, and take data out of it.',
  ),
  'parse/front-matter-place': error(
    'Front matter counts only between two `---` lines at the very top of the file.',
    'Put `---` on the first line of the file, with nothing above it.',
  ),
  'parse/front-matter-syntax': error(
    'The front matter is not valid YAML.',
    'Mend the YAML at the place that the message names; a value with `: ` or `#` in it needs quotes.',
  ),
  'parse/misspelt-key': error(
    'A top-level key looks like `runbook` or `fixture`; the page would silently not run.',
    'Write `runbook` or `fixture`; a page that only explains has neither.',
  ),
  'parse/runbook-and-fixture': error(
    'A page is a runbook or a fixture, never both.',
    'Decide which it is, and move the other part into a file of its own.',
  ),
  'parse/unknown-key': error(
    'A key inside `runbook:` or `fixture:` does not exist.',
    'Use the key that the message suggests, or remove this one.',
  ),
  'parse/missing-key': error(
    'A required key inside `runbook:` is missing.',
    'Add the key; a list may be empty (`[]`).',
  ),
  'parse/invalid-value': error(
    'A front matter value has the wrong type or form.',
    'Write a value of the form that the message names.',
  ),
  'parse/section-name': error(
    'A heading looks like Setup or Teardown but is not; its steps would run at the wrong time.',
    'Call the section exactly `Setup` or `Teardown`, or something that cannot be taken for one of them.',
  ),
  'parse/unclosed-fence': error(
    'A code block has no closing fence and swallows the page.',
    'Close the block with a fence of the same character, at least as long as the one that opens it.',
  ),
  'parse/shell-language': error(
    'A code block looks like a shell block but would silently not run.',
    'Write `bash` or `sh` if the block is to run, and `text` if it is only shown.',
  ),
  'parse/empty-step': error('A step has no command.', 'Write a command, or remove the block.'),
  'parse/attribute-syntax': error(
    'Words after the language are not `key=value`.',
    'Write `key=value`, or `key="a value"` where there are spaces in it.',
  ),
  'parse/unknown-attribute': error(
    'An attribute does not exist.',
    'Use the attribute that the message suggests; the format page lists them all.',
  ),
  'parse/duplicate-attribute': error(
    'An attribute stands twice on one block.',
    'Keep one of the two.',
  ),
  'parse/attribute-value': error(
    'The value of an attribute has the wrong form.',
    'Write a value of the form that the message names.',
  ),
  'parse/duplicate-step': error(
    'Two steps of a page have one name.',
    'Give one of the two steps another `name`.',
  ),
  'parse/within-on-change': error(
    'A step that changes something would be repeated.',
    'Leave the attribute out, and wait in a read-only step below for the outcome of the change.',
  ),
  'parse/every-without-within': error(
    '`every` says nothing without `within` or `stays`.',
    'Add `within` or `stays`, or leave `every` out.',
  ),
  'parse/attribute-conflict': error(
    'Two attributes contradict each other, or one says nothing on this kind of block.',
    'Leave out the attribute that the message names.',
  ),
  'parse/background-without-expectation': error(
    'A background step has nothing below it that says when it is ready.',
    'Add an `expect` block below the step, with a line that it prints when it is ready.',
  ),
  'parse/branch-place': error(
    'A branch stands where it cannot run, or leaves the main path at a step that this does not have.',
    "Put the steps of a branch below the step where it leaves the main path, or name that step in `before` on the branch's first step.",
  ),
  'parse/transcript': error(
    'A `console` block begins with something that is no command.',
    'Begin the block with a command behind `$ `; output stands below its command.',
  ),
  'parse/expectation-without-step': error(
    'An `expect` block does not stand directly below a step, so nothing would be compared.',
    'Put the block directly below its step, with nothing but empty lines and other `expect` blocks between them.',
  ),
  'parse/expectation-does-not-run': error(
    'An `expect` block stands on a page that is neither a runbook nor a fixture.',
    'Add a `runbook:` key to the front matter, or remove the word `expect`.',
  ),
  'parse/expectation-language': error(
    'An `expect` block is in a language without a matcher.',
    'Use a language that has a matcher: `text`, `json`, `regex` or `jq`.',
  ),
  'parse/duplicate-expectation': error(
    'A step has two expectations of one kind for one stream.',
    'Put both into one block.',
  ),
  'parse/empty-expectation': error(
    'A block of absent lines, a regular expression or jq filters has none, so it would say nothing.',
    'Write what must hold, or remove the block.',
  ),
  'parse/regex-syntax': error(
    'The regular expression of an expectation is not valid.',
    'Mend the expression at the place that the message names; it is one of ECMAScript, with the flags `msu`.',
  ),
  'parse/jq-syntax': error(
    'A filter of an expectation is none that jq accepts.',
    'Mend the filter; `jq -n FILTER` on a command line says the same.',
  ),
  'parse/json-syntax': error(
    'The sample of a JSON expectation is not valid JSON.',
    'Mend the JSON at the place that the message names; placeholders stand in quotes.',
  ),
  'parse/json-duplicate-key': error(
    'A JSON sample names one member twice.',
    'Keep one of the two members.',
  ),
  'parse/unknown-placeholder': error(
    'Text in angle brackets looks like a placeholder but is none.',
    'Use one of the placeholders of the format page, or write `\\<` where the output really has a bracket.',
  ),
  'parse/placeholder-condition': error(
    'The condition inside a placeholder is not complete or does not fit its type.',
    'Complete the condition, such as `<integer at least 3>`, and use it with a type that can be compared.',
  ),
  'parse/placeholder-place': error(
    'A placeholder or `...` stands where it has no meaning.',
    'Move it to a place where it can match: in JSON a placeholder is a whole string, and `...` is a whole line or item.',
  ),
  'parse/duplicate-capture': error(
    'Two placeholders of a run capture into one variable, or one captures into a parameter.',
    'Give one of the two another name; `<$NAME>` is how a page compares with what was captured before.',
  ),
  'parse/reserved-variable': error(
    'A capture would overwrite a variable that the shell needs.',
    'Choose another name.',
  ),
} as const satisfies Readonly<Record<string, DiagnosticKind>>;

export type ParseCode = keyof typeof parseCodes;
