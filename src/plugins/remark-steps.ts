// Turns the fences of a runbook into steps on the page. What is a step, and which block says what must come out, is
// the runner's decision: this plugin only finds the fences that the runner's parse names, by their line.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { Code, Parent, Root, RootContent } from 'mdast';
import { SKIP, visit } from 'unist-util-visit';
import type { VFile } from 'vfile';
import { parseRunbook, type Runbook, type Step } from '../../runner/index.ts';
import { toFenceMeta } from './handover.ts';
import { stepHeader } from './step-header.ts';
import { valuesToKeep } from './values-to-keep.ts';

/** Wraps each command with its expectation in one group that carries the anchor `step-<id>`. */
export function remarkSteps() {
  return (tree: Root, file: VFile): void => {
    const page = readPage(file);
    if (page === undefined) return;
    const steps = stepsByLine(page.runbook);
    visit(tree, 'code', (node, index, parent) => {
      if (parent === undefined || index === undefined) return;
      const line = lineOf(node) + page.linesBefore;
      const step = steps.get(line);
      if (step === undefined) return;
      steps.delete(line);
      // What is left in the map comes later on the page.
      const captures = valuesToKeep(step, [...steps.values()]);
      const expectation = expectationBelow(parent, index, step, page.linesBefore);
      parent.children.splice(
        index,
        expectation === undefined ? 1 : 2,
        toGroup(step, { node, expectation, captures }),
      );
      return [SKIP, index + 1];
    });
    const lost = [...steps].map(([line, { id }]) => `\`${id}\` of line ${line}`);
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

function stepsByLine(runbook: Runbook): Map<number, Step> {
  const steps = runbook.sections.flatMap((section) => section.steps);
  return new Map(steps.map((step) => [step.span.line, step]));
}

function expectationBelow(
  parent: Parent,
  index: number,
  step: Step,
  linesBefore: number,
): Code | undefined {
  const next = parent.children[index + 1];
  if (next?.type !== 'code') return undefined;
  const lines = step.expectations
    .filter(({ kind }) => kind !== 'exit-code')
    .map(({ span }) => span.line);
  return lines.includes(lineOf(next) + linesBefore) ? next : undefined;
}

interface StepFences {
  readonly node: Code;
  readonly expectation: Code | undefined;
  /** Values of the expected output that a person must keep. */
  readonly captures: readonly string[];
}

function toGroup(step: Step, { node, expectation, captures }: StepFences): RootContent {
  const children: RootContent[] = [
    { type: 'html', value: stepHeader(step) },
    { ...node, meta: toFenceMeta({ kind: 'command', stepId: step.id, code: step.code }) },
  ];
  if (expectation !== undefined) {
    children.push({
      ...expectation,
      meta: toFenceMeta({
        kind: 'expectation',
        stepId: step.id,
        caption: captionOf(step),
        captures,
      }),
    });
  }
  const group = {
    type: 'runbookStep',
    children,
    data: {
      hName: 'div',
      hProperties: {
        className: ['step'],
        id: `step-${step.id}`,
        role: 'group',
        'aria-label': `Step ${step.id}`,
      },
    },
  };
  // mdast has no node for a plain container; remark-rehype builds the element from `data`.
  return group as unknown as RootContent;
}

function captionOf(step: Step): string {
  const json = step.expectations.some(({ kind }) => kind === 'json');
  return json ? 'Expected output (JSON; objects may hold more)' : 'Expected output';
}

function lineOf(node: Code): number {
  return node.position?.start.line ?? 0;
}
