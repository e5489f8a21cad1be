// Turns the fences of a runbook into steps on the page. What is a step, and which blocks say what must come out, is
// the runner's decision: this plugin only finds the fences that the runner's parse names, by their line.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { Code, Parent, Root } from 'mdast';
import { SKIP, visit } from 'unist-util-visit';
import type { VFile } from 'vfile';
import { parseRunbook, type Runbook, type Step } from '../../runner/index.ts';
import { type StepBlock, toGroup } from './step-group.ts';
import { valuesToKeep } from './values-to-keep.ts';

/** Wraps each command with its expectations in one group that carries the anchor `step-<id>`. */
export function remarkSteps() {
  return (tree: Root, file: VFile): void => {
    const page = readPage(file);
    if (page === undefined) return;
    const left = new Map(stepsOf(page.runbook).map((step) => [step.span.line, step]));
    visit(tree, 'code', (node, index, parent) => {
      if (parent === undefined || index === undefined) return;
      const [first, ...others] = takeSteps(node, left, page.linesBefore);
      if (first === undefined) return;
      const steps = [first, ...others] as const;
      // What is left in the map comes later on the page.
      const captures = steps.flatMap((step) => valuesToKeep(step, [...left.values()]));
      const expectations = expectationsBelow(parent, index, first, page.linesBefore);
      const group = toGroup({ steps, node, expectations, captures });
      parent.children.splice(index, 1 + expectations.length, group);
      return [SKIP, index + 1];
    });
    const lost = [...left].map(([line, { id }]) => `\`${id}\` of line ${line}`);
    if (lost.length > 0)
      throw new Error(`Unexpected fences, expected those of ${lost.join(' and ')}`);
  };
}

interface Page {
  readonly runbook: Runbook;
  /** Astro hands the plugin the body without front matter; this many lines of the file stand above it. */
  readonly linesBefore: number;
}

/** `undefined` for pages of which nothing runs. A page that the runner does not understand is an error, with reasons. */
function readPage(file: VFile): Page | undefined {
  const bytes = readFileSync(file.path);
  const { runbook, diagnostics } = parseRunbook({
    path: relative(process.cwd(), file.path),
    text: bytes,
  });
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  if (errors.length > 0) {
    const lines = errors.map(
      ({ file, span, message }) => `${file}:${span.line}:${span.column} ${message}`,
    );
    throw new Error(lines.join('\n'));
  }
  if (runbook.runbook === undefined) return undefined;
  return { runbook, linesBefore: linesAbove(bytes.toString(), String(file)) };
}

/** The body is the end of the file, trimmed, so it is found from behind. */
function linesAbove(text: string, body: string): number {
  const start = text.trimEnd().length - body.length;
  if (!text.startsWith(body, start))
    throw new Error('Unexpected page body, expected the end of its file');
  return text.slice(0, start).split('\n').length - 1;
}

function stepsOf(runbook: Runbook): readonly Step[] {
  return runbook.sections.flatMap((section) => section.steps);
}

/** The step that begins with this fence, or the commands of a transcript, which begin inside it. */
function takeSteps(node: Code, left: Map<number, Step>, linesBefore: number): readonly Step[] {
  const { start, end } = node.position ?? { start: { line: 0 }, end: { line: 0 } };
  const steps: Step[] = [];
  for (let line = start.line; line <= end.line; line++) {
    const step = left.get(line + linesBefore);
    if (step === undefined) continue;
    steps.push(step);
    left.delete(line + linesBefore);
  }
  return steps;
}

/** The fences directly below a step that the runner took as its expectations. */
function expectationsBelow(
  parent: Parent,
  index: number,
  step: Step,
  linesBefore: number,
): StepBlock['expectations'] {
  const found: StepBlock['expectations'][number][] = [];
  for (const node of parent.children.slice(index + 1)) {
    if (node.type !== 'code') break;
    const line = (node.position?.start.line ?? 0) + linesBefore;
    const of = step.expectations.find(({ span }) => span.line === line);
    if (of === undefined || !('stream' in of)) break;
    found.push({ node, of });
  }
  return found;
}
