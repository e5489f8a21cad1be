// Level-2 headings cut the page into sections; each block goes to the section that it stands in.
import type { Section, SectionRole, Step } from '../model/runbook.ts';
import type { Heading, PageBlock } from './blocks.ts';
import type { Complain } from './complain.ts';
import type { JqProblem } from './jq-problem.ts';
import { spanInLine } from './source-text.ts';
import { StepReader } from './steps.ts';

interface OpenSection {
  readonly title: string;
  readonly role: SectionRole;
  readonly line: number;
  readonly steps: Step[];
  hasTable: boolean;
}

/** `runs` false: a reference page, whose shell blocks are not steps. */
export function readSections(
  blocks: readonly PageBlock[],
  options: {
    readonly runs: boolean;
    readonly pageTitle: string;
    /** Names of the page's parameters. */
    readonly parameters: ReadonlySet<string>;
    readonly jqProblem?: JqProblem | undefined;
  },
  complain: Complain,
): readonly Section[] {
  const steps = new StepReader(complain, options.jqProblem);
  const top = openSection('', 1, 'body');
  const sections: OpenSection[] = [];
  let current = top;
  let title = options.pageTitle;
  for (const block of blocks) {
    if (block.kind === 'heading') {
      title = block.title;
      if (block.depth !== 2) continue;
      const role = options.runs ? readRole(block, complain) : 'body';
      current = openSection(block.title, block.span.line, role);
      sections.push(current);
    } else if (block.kind === 'table') current.hasTable = true;
    else if (options.runs) {
      const place = { above: block.above, title, role: current.role };
      current.steps.push(...steps.read(block.fence, place));
    } else if (/(?:^|\s)expect(?:\s|$)/.test(block.fence.info)) {
      const { fence } = block;
      complain(
        'parse/expectation-does-not-run',
        spanInLine(fence.line, fence.infoColumn + fence.info.indexOf('expect'), 'expect'.length),
        'Unexpected expectation on a page without a `runbook:` key, where nothing runs',
        'add the key, or show the block as an example inside a fence of four backticks',
      );
    }
  }
  steps.finish(options.parameters);
  const all = top.steps.length > 0 ? [top, ...sections] : sections;
  return all.map(({ hasTable, ...section }) => ({ ...section, ...(hasTable && { hasTable }) }));
}

function openSection(title: string, line: number, role: SectionRole): OpenSection {
  return { title, role, line, steps: [], hasTable: false };
}

function readRole(heading: Heading, complain: Complain): SectionRole {
  if (heading.title === 'Setup') return 'setup';
  if (heading.title === 'Teardown') return 'teardown';
  const letters = heading.title.toLowerCase().replaceAll(/[^a-z]/g, '');
  if (letters === 'setup' || letters === 'teardown') {
    const meant = letters === 'setup' ? 'Setup' : 'Teardown';
    complain(
      'parse/section-name',
      heading.span,
      `Unexpected section \`${heading.title}\`, expected \`${meant}\``,
      `rename it: only \`${meant}\` runs at its own time`,
    );
  }
  return 'body';
}
