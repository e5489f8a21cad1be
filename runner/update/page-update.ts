// One page while its runs go by: what every step did becomes edits, and what only the author can decide.
import type { Expectation } from '../model/expectation.ts';
import type { Observation } from '../model/observation.ts';
import type { Runbook, Step } from '../model/runbook.ts';
import type { Verdict } from '../model/verdict.ts';
import { addSample, hasNoSample } from './add-sample.ts';
import { type Decision, Notes, type UpdateHint } from './notes.ts';
import { outline } from './outline.ts';
import { applyEdits, type Edit, type PageText, readPageText } from './page-text.ts';
import { nameSecrets, secretValues, unnamedSecrets } from './secret-marks.ts';
import type { FindSecrets, UpdateTools, Variables } from './tools.ts';
import { type Sample, type Undecided, updateSample, wouldChange } from './update-sample.ts';

export interface StepSeen {
  readonly step: Step;
  readonly observation: Observation;
  /** Of the attempt before, of a step that was repeated. */
  readonly previous?: Observation;
  readonly variables: Variables;
  readonly verdict: Verdict;
  readonly findSecrets: FindSecrets;
}

export interface StepSettled {
  readonly verdict: Verdict;
  /** The steps below may run: they lack nothing that this one should have given them. */
  readonly goesOn: boolean;
}

export interface UpdateOptions {
  /** Rewrite the samples of this step only. Default: of all. */
  readonly only?: string;
  /** Write a first sample below steps that print something and have none. Default false. */
  readonly adds?: boolean;
}

export class PageUpdate {
  readonly #page: PageText;
  readonly #runbook: Runbook;
  readonly #tools: UpdateTools;
  readonly #options: UpdateOptions;
  #edits: readonly Edit[] = [];
  /** The page as edited so far. */
  #changed: Runbook;
  /** Samples that were rewritten, as `step-id index`. */
  readonly #rewritten = new Map<string, Expectation['kind'] | 'added'>();
  readonly #notes = new Notes();
  /** Steps that `only` leaves out and that do not hold either. */
  readonly outdated = new Set<string>();

  /** `text` without a byte order mark; `runbook` is what it was read as. */
  constructor(text: string, runbook: Runbook, tools: UpdateTools, options: UpdateOptions = {}) {
    this.#page = readPageText(text);
    this.#runbook = runbook;
    this.#changed = runbook;
    this.#tools = tools;
    this.#options = options;
  }

  /** Edits of the text that was given. */
  get edits(): readonly Edit[] {
    return this.#edits;
  }

  get text(): string {
    return applyEdits(this.#page.text, this.#edits);
  }

  get samplesRewritten(): number {
    return [...this.#rewritten.values()].filter((kind) => kind !== 'added').length;
  }

  get samplesAdded(): number {
    return this.#rewritten.size - this.samplesRewritten;
  }

  get decisions(): readonly Decision[] {
    return this.#notes.decisions;
  }

  get hints(): readonly UpdateHint[] {
    return this.#notes.hints;
  }

  /** A step with no attempt left. */
  async settle(seen: StepSeen): Promise<StepSettled> {
    const current = findStep(this.#changed, seen.step.id);
    if (current === undefined) return { verdict: seen.verdict, goesOn: false };
    const isFresh = !this.#isRewritten(seen.step);
    const verdict = isFresh
      ? seen.verdict
      : await this.#tools.judge(current, seen.observation, seen.variables);
    if (verdict.outcome === 'pass') {
      if (this.#mayRewrite(seen.step) && this.#options.adds) await this.#add(seen);
      return { verdict, goesOn: true };
    }
    if (verdict.outcome !== 'fail') return { verdict, goesOn: false };
    // What runs in the background has not said its last word; why it was not ready is no matter of its sample.
    if (seen.step.background !== undefined) {
      this.#decide(seen, seen.step.span.line, firstReason(verdict));
      return { verdict, goesOn: false };
    }
    // A deadline, a refusal: nothing was compared. A wrong exit code: the output is that of another story.
    if (verdict.assertions === 0 || verdict.mismatches.some(isOfExitCode)) {
      this.#decide(seen, seen.step.span.line, firstReason(verdict));
      return { verdict, goesOn: false };
    }
    if (!isFresh) {
      this.#decide(
        seen,
        seen.step.span.line,
        'The step printed something else in another run of the page',
      );
      return await this.#conclude(current, seen);
    }
    return await this.#rewrite(seen);
  }

  async #rewrite(seen: StepSeen): Promise<StepSettled> {
    const before = { edits: this.#edits, changed: this.#changed };
    for (const [index, expectation] of seen.step.expectations.entries()) {
      const own = await this.#judgeAlone(seen.step, expectation, seen);
      if (own.outcome === 'pass') continue;
      if (expectation.kind === 'text' || expectation.kind === 'json') {
        await this.#rewriteSample(seen, expectation, index);
      } else if (this.#mayRewrite(seen.step)) {
        const [mismatch] = own.mismatches;
        this.#decide(seen, (mismatch ?? expectation).span.line, firstReason(own));
      }
    }
    const settled = await this.#conclude(findStep(this.#changed, seen.step.id) ?? seen.step, seen);
    if (!this.#mayRewrite(seen.step)) {
      this.outdated.add(seen.step.id);
      this.#edits = before.edits;
      this.#changed = before.changed;
    }
    return settled;
  }

  async #rewriteSample(seen: StepSeen, sample: Sample, index: number): Promise<void> {
    const update = updateSample(seen.step, sample, seen.observation, {
      page: this.#page,
      tools: this.#tools,
      variables: seen.variables,
      findSecrets: seen.findSecrets,
    });
    const isMine = this.#mayRewrite(seen.step);
    const decide = (undecided: readonly Undecided[]): void => {
      if (!isMine) return;
      for (const { line, reason } of undecided) this.#decide(seen, line, reason);
    };
    if (update.edits.length === 0) {
      const nothing = {
        line: sample.span.line,
        reason: 'The sample does not hold, and no change of it would help',
      };
      return decide(update.undecided.length === 0 ? [nothing] : update.undecided);
    }
    const edits = [...this.#edits, ...update.edits];
    const changed = this.#readChanged(edits, `${seen.step.id} ${index}`);
    const step = changed === undefined ? undefined : findStep(changed, seen.step.id);
    const written = step?.expectations[index];
    const refusal =
      changed === undefined || written?.kind !== sample.kind
        ? 'The output cannot be written here without changing how the page is read'
        : await this.#refuse(seen, { granted: update.granting(written), index }, update.written);
    if (refusal !== undefined || changed === undefined) {
      const reason = refusal ?? '';
      return decide([...update.undecided, { line: sample.span.line, reason }]);
    }
    decide(update.undecided);
    // Another update would go on rewriting: what is undecided hides which line became which. The author has to look.
    const page = readPageText(applyEdits(this.#page.text, edits));
    const { variables, findSecrets, observation } = seen;
    const context = { page, tools: this.#tools, variables, findSecrets };
    if (update.undecided.length > 0 && wouldChange(step, written, observation, context)) return;
    this.#edits = edits;
    this.#changed = changed;
    if (!isMine) return;
    this.#rewritten.set(`${seen.step.id} ${index}`, sample.kind);
    this.#notes.hint(seen, { line: sample.span.line, written: update.written }, this.#tools);
  }

  /** Why the rewritten sample must not stand on the page. */
  async #refuse(
    seen: StepSeen,
    { granted, index }: { readonly granted: Sample; readonly index: number },
    written: readonly string[],
  ): Promise<string | undefined> {
    const holds = await this.#judgeAlone(seen.step, nameSecrets(granted), seen);
    if (holds.outcome !== 'pass') return 'The sample cannot be rewritten so that it holds';
    const verdicts = [holds];
    for (const [place, other] of seen.step.expectations.entries()) {
      if (unnamedSecrets(other).length === 0 || place === index) continue;
      verdicts.push(await this.#judgeAlone(seen.step, nameSecrets(other), seen));
    }
    const text = written.join('\n');
    const isLeaking = verdicts.some(
      ({ outcome, captured }) =>
        outcome !== 'pass' || secretValues(captured).some((value) => text.includes(value)),
    );
    return isLeaking
      ? 'The output may hold what `<secret>` stands for in other places, too'
      : undefined;
  }

  /** What the step is worth for those below, with the samples as they are now. */
  async #conclude(step: Step, seen: StepSeen): Promise<StepSettled> {
    const verdict = await this.#tools.judge(step, seen.observation, seen.variables);
    if (verdict.outcome === 'pass') return { verdict, goesOn: true };
    const captured: Record<string, string> = {};
    for (const expectation of step.expectations) {
      const own = await this.#judgeAlone(step, expectation, seen);
      Object.assign(captured, own.captured);
    }
    const goesOn = step.captures.every((name) => Object.hasOwn(captured, name));
    return { verdict: { ...verdict, captured }, goesOn };
  }

  async #add(seen: StepSeen): Promise<void> {
    const { step } = seen;
    if (!hasNoSample(step) || step.mergesStderr || this.#rewritten.has(`${step.id} added`)) return;
    const added = addSample(step, seen.observation, this.#page, {
      tools: this.#tools,
      variables: seen.variables,
      findSecrets: seen.findSecrets,
    });
    if (added.kind === 'nothing') return;
    if (added.kind === 'impossible') return this.#decide(seen, step.span.line, added.reason);
    const edits = [...this.#edits, ...added.edits];
    const changed = this.#readChanged(edits, `${step.id} added`);
    const written = changed && findStep(changed, step.id);
    const verdict = written && (await this.#tools.judge(written, seen.observation, seen.variables));
    if (
      changed === undefined ||
      verdict?.outcome !== 'pass' ||
      written?.expectations.length === step.expectations.length
    ) {
      return this.#decide(seen, step.span.line, 'The output cannot be written below this step');
    }
    this.#edits = edits;
    this.#changed = changed;
    this.#rewritten.set(`${step.id} added`, 'added');
    this.#notes.hint(seen, { line: step.span.line, written: added.written }, this.#tools);
  }

  /** Undefined: the page would be read in another way, in more places than the sample. */
  #readChanged(edits: readonly Edit[], sample: string): Runbook | undefined {
    const changed = this.#tools.readPage(applyEdits(this.#page.text, edits));
    if (changed === undefined) return undefined;
    const samples = new Set([...this.#rewritten.keys(), sample]);
    return outline(changed, samples) === outline(this.#runbook, samples) ? changed : undefined;
  }

  async #judgeAlone(step: Step, expectation: Expectation, seen: StepSeen): Promise<Verdict> {
    const alone = { ...step, expectations: [expectation] };
    return await this.#tools.judge(alone, seen.observation, seen.variables);
  }

  #mayRewrite({ id }: Step): boolean {
    return this.#options.only === undefined || this.#options.only === id;
  }

  #isRewritten({ id }: Step): boolean {
    return [...this.#rewritten.keys()].some((key) => key.startsWith(`${id} `));
  }

  #decide({ step, findSecrets }: StepSeen, line: number, reason: string): void {
    this.#notes.decide(step, { line, reason }, findSecrets);
  }
}

function findStep({ sections }: Runbook, id: string): Step | undefined {
  return sections.flatMap(({ steps }) => steps).find((step) => step.id === id);
}

function isOfExitCode({ expectation }: Verdict['mismatches'][number]): boolean {
  return expectation === 'exit-code';
}

function firstReason({ mismatches, reason }: Verdict): string {
  return mismatches[0]?.message ?? reason ?? 'It does not hold';
}
