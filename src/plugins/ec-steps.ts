// Shows a step's two fences in Expressive Code: the command with a copy button that copies exactly what runs, and the
// expected output as a quiet panel that cannot be copied by mistake.
import { definePlugin, type ExpressiveCodePlugin } from '@expressive-code/core';
import { type Element, h, select } from '@expressive-code/core/hast';
import { fromFenceMeta, type StepFence } from './handover.ts';

type ExpectationFence = Extract<StepFence, { kind: 'expectation' }>;

/** Blocks that belong to no step look as usual. */
export function ecSteps(): ExpressiveCodePlugin {
  const fences = new WeakMap<object, StepFence>();
  return definePlugin({
    name: 'Runbook steps',
    hooks: {
      preprocessMetadata: ({ codeBlock }) => {
        const fence = fromFenceMeta((word) => codeBlock.metaOptions.getString(word));
        if (fence !== undefined) fences.set(codeBlock, fence);
      },
      postprocessRenderedBlock: ({ codeBlock, renderData }) => {
        const fence = fences.get(codeBlock);
        if (fence?.kind === 'command') showCommand(renderData.blockAst, fence.code);
        if (fence?.kind === 'transcript') showTranscript(renderData.blockAst, fence);
        if (fence?.kind === 'expectation') showExpectation(renderData.blockAst, fence);
        const number = (codeBlock.parentDocument?.positionInDocument?.groupIndex ?? 0) + 1;
        nameBlock(renderData.blockAst, fence, number);
      },
    },
  });
}

/** The renderer trims the ends of lines; inside a here-document they count. It writes line ends as U+007F. */
function showCommand(figure: Element, code: string): void {
  addClass(figure, 'is-command');
  const button = select('.copy button', figure);
  if (button === undefined)
    throw new Error('Unexpected code block without a copy button, expected one on a command');
  button.properties['dataCode'] = code.replaceAll('\n', '\u007f');
}

/** Copies what runs: the commands, without prompts and output. */
function showTranscript(
  figure: Element,
  { code, captures }: Extract<StepFence, { kind: 'transcript' }>,
): void {
  showCommand(figure, code);
  if (captures.length > 0) figure.children.push(byHand(captures));
}

function showExpectation(figure: Element, { caption, captures }: ExpectationFence): void {
  addClass(figure, 'is-expectation');
  figure.children = figure.children.filter(
    (child) =>
      child.type !== 'element' || !(hasClass(child, 'copy') || child.tagName === 'figcaption'),
  );
  figure.children.unshift(h('figcaption', { 'data-pagefind-ignore': '' }, caption));
  if (captures.length > 0) figure.children.push(byHand(captures));
}

/** Blocks that scroll become regions in the browser, and a page may not have two regions without a name of their own. */
function nameBlock(figure: Element, fence: StepFence | undefined, number: number): void {
  const pre = select('pre', figure);
  if (pre === undefined) return;
  pre.properties['role'] = 'group';
  pre.properties['ariaLabel'] =
    fence === undefined ? `Code block ${number}` : `${nameOf(fence)} of step ${fence.stepId}`;
}

function nameOf(fence: StepFence): string {
  switch (fence.kind) {
    case 'command':
      return 'Commands';
    case 'transcript':
      return 'Commands and output';
    case 'expectation':
      return fence.caption;
  }
}

/** The runner sets these variables by itself; a person who copies the commands has to. */
function byHand(captures: readonly string[]): Element {
  const names = captures.flatMap((name, index) => [index === 0 ? '' : ', ', h('code', name)]);
  return h('p', { className: ['keeps'] }, [
    'By hand: set ',
    ...names,
    ' to what stands in its place. Later commands use it.',
  ]);
}

function classes(element: Element): readonly string[] {
  return [element.properties['className'] ?? []].flat().map(String);
}

function hasClass(element: Element, name: string): boolean {
  return classes(element).includes(name);
}

function addClass(element: Element, name: string): void {
  element.properties['className'] = [...classes(element), name];
}
