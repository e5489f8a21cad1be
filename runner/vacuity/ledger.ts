// The assertions of all runs, each once: a fixture's are seen in the run of every page that names it, and those above a
// branch in its run as well.
import type { Expectation, OutputStream } from '../model/expectation.ts';
import type { PlannedPhase } from '../model/plan.ts';
import type { Step } from '../model/runbook.ts';
import type { SourceSpan } from '../model/source.ts';
import type { Assertion } from './assertion.ts';
import type { Examined } from './examine.ts';

export interface AssertionFinding {
  readonly file: string;
  readonly span: SourceSpan;
  /** Id of the step that it belongs to. */
  readonly step: string;
  readonly kind: Expectation['kind'];
  readonly stream?: OutputStream;
  /** As a person would name it. */
  readonly source: string;
  readonly examined: Examined;
}

const rank: Readonly<Record<Examined['result'], number>> = {
  'not-examined': 0,
  vacuous: 1,
  'can-fail': 2,
};

export class Ledger {
  readonly #findings = new Map<string, AssertionFinding>();
  readonly #steps = new Set<string>();

  /** What was proved in one run is proved. */
  add(
    { file }: Pick<PlannedPhase, 'file'>,
    step: Step,
    { expectation, span, source }: Assertion,
    examined: Examined,
  ): void {
    const { kind } = expectation;
    const stream = 'stream' in expectation ? expectation.stream : undefined;
    const finding: AssertionFinding = {
      file,
      span,
      step: step.id,
      kind,
      ...(stream !== undefined && { stream }),
      source,
      examined,
    };
    this.#steps.add(`${file}\0${step.id}`);
    const key = [file, step.id, span.line, kind, stream].join('\0');
    const known = this.#findings.get(key);
    if (known === undefined || rank[known.examined.result] < rank[examined.result])
      this.#findings.set(key, finding);
  }

  /** With at least one assertion. */
  get steps(): number {
    return this.#steps.size;
  }

  /** In the order in which they were met, those of a file together and by line. */
  get findings(): readonly AssertionFinding[] {
    const files = [...new Set([...this.#findings.values()].map(({ file }) => file))];
    return [...this.#findings.values()].toSorted(
      (a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.span.line - b.span.line,
    );
  }
}
