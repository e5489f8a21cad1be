// Every diagnostic that reading a document can raise. The compiler lets the phase raise no other.
import type { DiagnosticKind } from '../model/diagnostic.ts';

const error = (meaning: string): DiagnosticKind => ({ severity: 'error', meaning });

export const parseCodes = {
  'parse/not-utf-8': error('The file holds bytes that are not UTF-8, so commands could change.'),
  'parse/too-large': error('The file is larger or nested deeper than any page a person reads.'),
  'parse/front-matter-place': error(
    'Front matter counts only between two `---` lines at the very top of the file.',
  ),
  'parse/front-matter-syntax': error('The front matter is not valid YAML.'),
  'parse/misspelt-key': error(
    'A top-level key looks like `runbook` or `fixture`; the page would silently not run.',
  ),
  'parse/runbook-and-fixture': error('A page is a runbook or a fixture, never both.'),
  'parse/unknown-key': error('A key inside `runbook:` or `fixture:` does not exist.'),
  'parse/missing-key': error('A required key inside `runbook:` is missing.'),
  'parse/invalid-value': error('A front matter value has the wrong type or form.'),
  'parse/section-name': error(
    'A heading looks like Setup or Teardown but is not; its steps would run at the wrong time.',
  ),
  'parse/unclosed-fence': error('A code block has no closing fence and swallows the page.'),
  'parse/shell-language': error(
    'A code block looks like a shell block but would silently not run.',
  ),
  'parse/empty-step': error('A step has no command.'),
  'parse/attribute-syntax': error('Words after the language are not `key=value`.'),
  'parse/unknown-attribute': error('An attribute does not exist.'),
  'parse/duplicate-attribute': error('An attribute stands twice on one block.'),
  'parse/attribute-value': error('The value of an attribute has the wrong form.'),
  'parse/duplicate-step': error('Two steps of a page have one name.'),
  'parse/within-on-change': error('A step that changes something would be repeated.'),
  'parse/every-without-within': error('`every` says nothing without `within` or `stays`.'),
  'parse/attribute-conflict': error(
    'Two attributes contradict each other, or one says nothing on this kind of block.',
  ),
  'parse/background-without-expectation': error(
    'A background step has nothing below it that says when it is ready.',
  ),
  'parse/branch-place': error(
    'A branch stands where it cannot run, or leaves the main path at a step that this does not have.',
  ),
  'parse/transcript': error('A `console` block begins with something that is no command.'),
  'parse/expectation-without-step': error(
    'An `expect` block does not stand directly below a step, so nothing would be compared.',
  ),
  'parse/expectation-does-not-run': error(
    'An `expect` block stands on a page that is neither a runbook nor a fixture.',
  ),
  'parse/expectation-language': error('An `expect` block is in a language without a matcher.'),
  'parse/duplicate-expectation': error('A step has two expectations of one kind for one stream.'),
  'parse/empty-expectation': error(
    'A block of absent lines, a regular expression or jq filters has none, so it would say nothing.',
  ),
  'parse/regex-syntax': error('The regular expression of an expectation is not valid.'),
  'parse/jq-syntax': error('A filter of an expectation is none that jq accepts.'),
  'parse/json-syntax': error('The sample of a JSON expectation is not valid JSON.'),
  'parse/json-duplicate-key': error('A JSON sample names one member twice.'),
  'parse/unknown-placeholder': error(
    'Text in angle brackets looks like a placeholder but is none.',
  ),
  'parse/placeholder-condition': error(
    'The condition inside a placeholder is not complete or does not fit its type.',
  ),
  'parse/placeholder-place': error('A placeholder or `...` stands where it has no meaning.'),
  'parse/duplicate-capture': error(
    'Two placeholders of a run capture into one variable, or one captures into a parameter.',
  ),
  'parse/reserved-variable': error('A capture would overwrite a variable that the shell needs.'),
} as const satisfies Readonly<Record<string, DiagnosticKind>>;

export type ParseCode = keyof typeof parseCodes;
