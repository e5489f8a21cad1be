// Plans written down in code, for tests of the phases behind the parser.
import type { Expectation, TextLine } from '../../runner/model/expectation.ts';
import type { Plan, PlannedPhase } from '../../runner/model/plan.ts';
import type { Runbook, Step } from '../../runner/model/runbook.ts';
import type { SourceSpan } from '../../runner/model/source.ts';

export type StepSketch = string | (Partial<Step> & { readonly code: string });

/** A step that must exit with 0, unless the sketch says otherwise. Steps stand ten lines apart. */
export function sketchStep(sketch: StepSketch, index = 0): Step {
  const given = typeof sketch === 'string' ? { code: sketch } : sketch;
  const line = 10 + index * 10;
  return {
    id: `step-${index + 1}`,
    title: 'Sketched',
    language: 'shell',
    codeLine: line + 1,
    span: lineSpan(line),
    risk: 'read-only',
    timeoutMs: 20_000,
    expectations: [exitCode(0, line)],
    captures: [],
    ...given,
  };
}

export function exitCode(code: number, line = 10): Expectation {
  return { kind: 'exit-code', code, span: lineSpan(line) };
}

/** Expected text of literal lines; `...` stands for any lines. Its first line is line 20 of the page. */
export function literalText(source: string, line = 20): Expectation {
  const lines = source.split('\n').map((text, offset): TextLine => {
    if (text.trim() === '...') return { kind: 'any-lines', line: line + offset };
    return { kind: 'pieces', pieces: [text], line: line + offset, source: text };
  });
  return { kind: 'text', stream: 'stdout', lines, span: lineSpan(line), source };
}

export function lineSpan(line: number): SourceSpan {
  return { line, column: 1, endLine: line, endColumn: 2 };
}

export interface PlanSketch {
  readonly setup?: readonly StepSketch[];
  readonly steps: readonly StepSketch[];
  readonly teardown?: readonly StepSketch[];
  readonly fixtureTeardown?: readonly StepSketch[];
  /** Name of the variable that holds the prefix of the target's shell. */
  readonly shell?: string;
  readonly timeoutMs?: number;
}

export function sketchPlan(sketch: PlanSketch): Plan {
  const { setup, teardown, fixtureTeardown, shell } = sketch;
  const phases: PlannedPhase[] = [];
  const add = (
    kind: PlannedPhase['kind'],
    file: string,
    steps: readonly StepSketch[] | undefined,
  ): void => {
    if (steps) phases.push({ kind, file, steps: steps.map(sketchStep) });
  };
  add('fixture-setup', 'fixture.md', setup);
  add('steps', 'page.md', sketch.steps);
  add('teardown', 'page.md', teardown);
  add('fixture-teardown', 'fixture.md', fixtureTeardown);
  const fixture: Runbook = {
    file: 'fixture.md',
    title: 'Fixture',
    sha256: '1',
    fixture: shell === undefined ? {} : { shell },
    sections: [],
  };
  return {
    runbook: { file: 'page.md', title: 'Page', sha256: '0', sections: [] },
    ...(setup ? { fixture } : {}),
    phases,
    timeoutMs: sketch.timeoutMs ?? 60_000,
    parameters: {},
    secrets: [],
  };
}
