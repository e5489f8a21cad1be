// One group on the page: a command, or the commands of a transcript, with all blocks that say what must come out.
import type { Code, RootContent } from 'mdast';
import type { Step } from '../../runner/index.ts';
import { expectationCaption } from './expectation-caption.ts';
import { type StepFence, toFenceMeta } from './handover.ts';
import { stepHeader } from './step-header.ts';

type BlockExpectation = Extract<Step['expectations'][number], { source: string; stream: string }>;

export interface StepBlock {
  /** One step, or those of a transcript. */
  readonly steps: readonly [Step, ...Step[]];
  readonly node: Code;
  readonly expectations: readonly { readonly node: Code; readonly of: BlockExpectation }[];
  /** Values of the expected output that a person must keep. */
  readonly captures: readonly string[];
}

/** The anchor of a step is `step-<id>`; further steps of a transcript have theirs in the header. */
export function toGroup({ steps, node, expectations, captures }: StepBlock): RootContent {
  const [first] = steps;
  const stepId = first.id;
  const code = steps.map((step) => step.code).join('\n');
  const isTranscript = first.mergesStderr === true;
  const command: StepFence = isTranscript
    ? { kind: 'transcript', stepId, code, captures }
    : { kind: 'command', stepId, code };
  const children: RootContent[] = [
    { type: 'html', value: stepHeader(steps) },
    { ...node, meta: toFenceMeta(command) },
    ...expectations.map(({ node: block, of }, index) => ({
      ...block,
      meta: toFenceMeta({
        kind: 'expectation',
        stepId,
        caption: expectationCaption(of),
        // Told once, below everything that is expected.
        captures: index === expectations.length - 1 ? captures : [],
      }),
    })),
  ];
  const names = steps.map(({ id }) => id).join(', ');
  const group = {
    type: 'runbookStep',
    children,
    data: {
      hName: 'div',
      hProperties: {
        className: ['step'],
        id: `step-${stepId}`,
        role: 'group',
        'aria-label': `${steps.length === 1 ? 'Step' : 'Steps'} ${names}`,
      },
    },
  };
  // mdast has no node for a plain container; remark-rehype builds the element from `data`.
  return group as unknown as RootContent;
}
