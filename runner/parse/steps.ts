// Fences become steps, and the expectations below them are attached. One instance reads one page.
import type { Expectation } from '../model/expectation.ts';
import type { Step } from '../model/runbook.ts';
import { readAttributes } from './attributes.ts';
import { collectCaptures, type PageCaptures } from './captures.ts';
import type { Complain } from './complain.ts';
import { isExpectation, readExpectation } from './expectation.ts';
import type { Fence } from './fence.ts';
import { spanInLine } from './source-text.ts';

export class StepReader {
  readonly #complain: Complain;
  readonly #captures: PageCaptures = new Map();
  readonly #names = new Map<string, number>();
  #count = 0;
  /** The step whose expectations may still follow, and the fence they must stand below. */
  #open: { readonly step: Step; below: Fence } | undefined;

  constructor(complain: Complain) {
    this.#complain = complain;
  }

  /** Returns a step if the fence is one. Its `expectations` and `captures` grow while its expectations are read. */
  read(fence: Fence, above: Fence | undefined, title: string): Step | undefined {
    if (!fence.closed) {
      this.#complain(
        'parse/unclosed-fence',
        spanInLine(fence.line, fence.span.column, fence.languageSpan.endColumn - fence.span.column),
        'Unexpected end of the block, expected a closing fence',
        'close it with a fence at least as long, of the same character and no deeper indented',
      );
    }
    if (fence.language === 'bash' || fence.language === 'sh') return this.#readStep(fence, title);
    this.#complainLanguage(fence);
    if (isExpectation(fence, this.#complain)) this.#attach(fence, above);
    return undefined;
  }

  #readStep(fence: Fence, title: string): Step {
    this.#count++;
    const attributes = readAttributes(fence, this.#complain);
    const id = attributes.name ?? `step-${this.#count}`;
    this.#noteName(id, attributes.nameSpan ?? fence.languageSpan);
    const code = fence.content.join('\n');
    if (code.trim() === '') {
      this.#complain(
        'parse/empty-step',
        fence.languageSpan,
        'Unexpected empty step, expected a command',
      );
    }
    const exitSpan = attributes.exitSpan ?? fenceLine(fence);
    const step: Step = {
      id,
      title,
      language: 'shell',
      code,
      codeLine: fence.line + 1,
      span: fence.span,
      risk: attributes.risk,
      timeoutMs: attributes.timeoutMs,
      ...(attributes.eventually && { eventually: attributes.eventually }),
      expectations: [{ kind: 'exit-code', code: attributes.exitCode, span: exitSpan }],
      captures: [],
      ...(attributes.skipReason !== undefined && { skipReason: attributes.skipReason }),
    };
    this.#open = { step, below: fence };
    return step;
  }

  #attach(fence: Fence, above: Fence | undefined): void {
    const open = this.#open;
    const captures = collectCaptures(this.#captures, this.#complain);
    const expectation = readExpectation(fence, this.#complain, captures.note);
    if (open === undefined || above === undefined || above !== open.below) {
      this.#complain(
        'parse/expectation-without-step',
        fenceLine(fence),
        'Unexpected expectation, expected it directly below a `bash` or `sh` block',
        open &&
          `move it below the step in line ${open.step.span.line}, as deep as that one is indented`,
      );
      return;
    }
    open.below = fence;
    const first = open.step.expectations.find((known) => known.kind === expectation.kind);
    if (first !== undefined) {
      this.#complain(
        'parse/duplicate-expectation',
        fenceLine(fence),
        `Unexpected second ${expectation.kind} expectation of a step, expected one`,
        `the first stands in line ${first.span.line}`,
      );
      return;
    }
    (open.step.expectations as Expectation[]).push(expectation);
    (open.step.captures as string[]).push(...captures.names);
  }

  #noteName(id: string, span: Step['span']): void {
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

  #complainLanguage(fence: Fence): void {
    if (!shellLike.test(fence.language)) return;
    this.#complain(
      'parse/shell-language',
      fence.languageSpan,
      `Unexpected language \`${fence.language}\`, expected \`bash\` or \`sh\`: this block would not run`,
      'for output use `text`; for a block that must not run use `bash skip="the reason"`',
    );
  }
}

/** What people call a shell block elsewhere, in any capitals, `{.bash}` and `bash{1}` included. */
const shellLike =
  /^(?:\W*(?:ba|z|k|da|c|tc|fi)?sh(?:\b.*)?|\W*(?:shell|console|terminal|shellscript|shellsession|zshell)(?:\b.*)?|(?:bash|shell|sh|zsh)[-_]?(?:session|script))$/i;

function fenceLine(fence: Fence): Step['span'] {
  const end = fence.infoColumn + fence.info.trimEnd().length;
  return spanInLine(fence.line, fence.span.column, end - fence.span.column);
}
