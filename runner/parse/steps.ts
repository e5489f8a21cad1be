// Fences become steps, and the expectations below them are attached. One instance reads one page.
import { describeCondition } from '../model/describe-condition.ts';
import type { Expectation } from '../model/expectation.ts';
import type { SectionRole, Step, StepLanguage } from '../model/runbook.ts';
import type { SourceSpan } from '../model/source.ts';
import type { BlockKind } from './attribute-table.ts';
import { readAttributes, type StepAttributes } from './attributes.ts';
import { complainBranches } from './branches.ts';
import { complainCaptures } from './captures.ts';
import type { Complain } from './complain.ts';
import { isExpectation, readExpectation } from './expectation.ts';
import { type Fence, fenceLine } from './fence.ts';
import type { JqProblem } from './jq-problem.ts';
import { complainLanguage } from './language.ts';
import type { PlacedCapture, PlacedStep } from './placed-step.ts';
import { spanInLine } from './source-text.ts';
import { readTranscript } from './transcript.ts';

/** Where a fence stands. */
export interface FencePlace {
  /** The fence directly above it in the same container. */
  readonly above: Fence | undefined;
  /** The nearest heading. */
  readonly title: string;
  readonly role: SectionRole;
}

/** While the page is read. */
interface GrowingStep extends PlacedStep {
  readonly captures: PlacedCapture[];
}

export class StepReader {
  readonly #complain: Complain;
  readonly #jqProblem: JqProblem | undefined;
  readonly #names = new Map<string, number>();
  readonly #placed: GrowingStep[] = [];
  /** Steps so far, unnamed and named ones. */
  #count = 0;
  /** The step whose expectations may still follow, and the fence they must stand below. */
  #open: { readonly placed: GrowingStep; below: Fence } | undefined;

  constructor(complain: Complain, jqProblem: JqProblem | undefined) {
    this.#complain = complain;
    this.#jqProblem = jqProblem;
  }

  /** The steps that the fence holds. Their `expectations` and `captures` grow while the fences below are read. */
  read(fence: Fence, place: FencePlace): readonly Step[] {
    if (!fence.closed) {
      this.#complain(
        'parse/unclosed-fence',
        spanInLine(fence.line, fence.span.column, fence.languageSpan.endColumn - fence.span.column),
        'Unexpected end of the block, expected a closing fence',
        'close it with a fence at least as long, of the same character and no deeper indented',
      );
    }
    const block = kindOf(fence);
    if (block?.kind === 'console') return this.#readTranscript(fence, place);
    if (block !== undefined) return [this.#readStep(fence, place, block)];
    complainLanguage(fence, this.#complain);
    if (isExpectation(fence, this.#complain)) this.#attach(fence, place.above);
    return [];
  }

  /** Looks at the page as a whole, once everything is read. */
  finish(parameters: ReadonlySet<string>): void {
    for (const { step, spans } of this.#placed) {
      const word = spans.get('background');
      if (word === undefined || step.expectations.length > 1) continue;
      this.#complain(
        'parse/background-without-expectation',
        word,
        'Unexpected background step without an expectation, expected a block that says when it is ready',
        'put a block such as `text expect` directly below it',
      );
    }
    complainBranches(this.#placed, this.#complain);
    complainCaptures(this.#placed, parameters, this.#complain);
  }

  #readStep(fence: Fence, place: FencePlace, { kind, language }: Block): Step {
    const attributes = readAttributes(fence, kind, this.#complain);
    if (fence.content.join('').trim() === '') {
      this.#complain(
        'parse/empty-step',
        fence.languageSpan,
        'Unexpected empty step, expected a command',
      );
    }
    const step = this.#place(attributes, place, fence.languageSpan, attributes.name, (id) => ({
      id,
      language,
      code: fence.content.join('\n'),
      codeLine: fence.line + 1,
      span: fence.span,
      expectations: ownExpectations(attributes, fenceLine(fence)),
    }));
    const placed = this.#placed.at(-1);
    if (placed !== undefined) this.#open = { placed, below: fence };
    return step;
  }

  #readTranscript(fence: Fence, place: FencePlace): readonly Step[] {
    this.#open = undefined;
    const attributes = readAttributes(fence, 'console', this.#complain);
    const captures: PlacedCapture[][] = [];
    const note = (capture: PlacedCapture): number => captures.at(-1)?.push(capture) ?? 0;
    const commands = readTranscript(fence, this.#complain, note, () => captures.push([]));
    const exit = attributes.spans.get('exit');
    if (exit !== undefined && commands.length > 1) {
      this.#complain(
        'parse/attribute-conflict',
        exit,
        `Unexpected \`exit\` on a transcript of ${commands.length} commands, expected it on one command`,
        'give the command that fails a block of its own',
      );
    }
    const { name } = attributes;
    return commands.map((command, index) => {
      const own = name === undefined || commands.length === 1 ? name : `${name}-${index + 1}`;
      const { branch, ...shared } = attributes;
      // A branch leaves the main path once.
      const first = branch && (index === 0 ? branch : { name: branch.name });
      const given = { ...shared, ...(first && { branch: first }) };
      const step = this.#place(given, place, command.span, own, (id) => ({
        id,
        language: 'shell',
        code: command.code,
        codeLine: command.span.line,
        span: command.span,
        mergesStderr: true,
        expectations: [
          ...ownExpectations(attributes, attributes.spans.get('exit') ?? command.codeSpan),
          command.output,
        ],
      }));
      this.#keep(captures[index] ?? []);
      return step;
    });
  }

  /** Puts what all kinds of steps have around what is the kind's own. */
  #place(
    attributes: StepAttributes,
    { title, role }: FencePlace,
    fallback: SourceSpan,
    name: string | undefined,
    own: (
      id: string,
    ) => Pick<
      Step,
      'id' | 'language' | 'code' | 'codeLine' | 'span' | 'expectations' | 'mergesStderr'
    >,
  ): Step {
    this.#count++;
    const id = name ?? `step-${this.#count}`;
    this.#noteName(id, (name && attributes.spans.get('name')) || fallback);
    const { risk, timeoutMs, eventually, stays, background, branch, skipReason } = attributes;
    const step: Step = {
      title,
      risk,
      timeoutMs,
      ...(eventually && { eventually }),
      ...(stays && { stays }),
      ...(background && { background }),
      ...(branch && { branch }),
      ...(skipReason !== undefined && { skipReason }),
      captures: [],
      ...own(id),
    };
    this.#placed.push({ step, role, spans: attributes.spans, captures: [] });
    return step;
  }

  #attach(fence: Fence, above: Fence | undefined): void {
    const open = this.#open;
    const captures: PlacedCapture[] = [];
    const expectation = readExpectation(fence, {
      complain: this.#complain,
      noteCapture: (capture) => captures.push(capture),
      jqProblem: this.#jqProblem,
    });
    if (open === undefined || above === undefined || above !== open.below) {
      this.#complain(
        'parse/expectation-without-step',
        fenceLine(fence),
        'Unexpected expectation, expected it directly below a step',
        whereItBelongs(above, open?.placed.step),
      );
      return;
    }
    open.below = fence;
    const { step } = open.placed;
    const first = mayRepeat.has(expectation.kind)
      ? undefined
      : step.expectations.find((known) => isSameKind(known, expectation));
    if (first !== undefined) {
      this.#complain(
        'parse/duplicate-expectation',
        fenceLine(fence),
        `Unexpected second ${expectation.kind} expectation of a step, expected one`,
        `the first stands in line ${first.span.line}`,
      );
      return;
    }
    (step.expectations as Expectation[]).push(expectation);
    this.#keep(captures, open.placed);
  }

  #keep(captures: readonly PlacedCapture[], placed = this.#placed.at(-1)): void {
    if (placed === undefined) return;
    placed.captures.push(...captures);
    (placed.step.captures as string[]).push(...captures.map(({ name }) => name));
  }

  #noteName(id: string, span: SourceSpan): void {
    const first = this.#names.get(id);
    if (first === undefined) {
      this.#names.set(id, span.line);
      return;
    }
    this.#complain(
      'parse/duplicate-step',
      span,
      `Unexpected second step \`${id}\`, expected a name of its own`,
      `the first stands in line ${first}`,
    );
  }
}

interface Block {
  readonly kind: BlockKind;
  readonly language: StepLanguage;
}

/** Undefined for a block that does not run. */
function kindOf({ language, info }: Fence): Block | undefined {
  if (language === 'bash' || language === 'sh') return { kind: 'shell', language: 'shell' };
  if (language === 'console') return { kind: 'console', language: 'shell' };
  const code = codeLanguages[language];
  return code !== undefined && info.split(/\s+/).includes('run')
    ? { kind: 'code', language: code }
    : undefined;
}

const codeLanguages: Readonly<Partial<Record<string, StepLanguage>>> = {
  python: 'python',
  py: 'python',
  js: 'node',
  javascript: 'node',
  node: 'node',
};

/** What the attributes say must hold. Every step has an exit code. */
function ownExpectations(attributes: StepAttributes, fallback: SourceSpan): Expectation[] {
  const { exitCode, duration, spans } = attributes;
  const exit: Expectation = {
    kind: 'exit-code',
    code: exitCode,
    span: spans.get('exit') ?? fallback,
  };
  const span = spans.get('duration');
  if (duration === undefined || span === undefined) return [exit];
  return [
    exit,
    { kind: 'duration', condition: duration, span, source: describeCondition(duration) },
  ];
}

/** Of these a step may have several blocks: each says more. */
const mayRepeat: ReadonlySet<Expectation['kind']> = new Set(['absent', 'jq']);

function isSameKind(a: Expectation, b: Expectation): boolean {
  return a.kind === b.kind && ('stream' in a ? a.stream : '') === ('stream' in b ? b.stream : '');
}

function whereItBelongs(above: Fence | undefined, step: Step | undefined): string | undefined {
  if (above?.language === 'console') return 'in a transcript the output stands below its command';
  return (
    step && `move it below the step in line ${step.span.line}, as deep as that one is indented`
  );
}
