// One expectation that does not hold, and the edits of the page after which it does.
import type { Expectation, JsonPattern, TextLine } from '../model/expectation.ts';
import type { Observation } from '../model/observation.ts';
import type { Step } from '../model/runbook.ts';
import {
  type Block,
  type Edit,
  findBlock,
  findTranscriptBlock,
  growFences,
  type PageText,
  placeOfLine,
  withPrefix,
} from './page-text.ts';
import type { FindSecrets, UpdateTools, Variables } from './tools.ts';
import { type UndecidedValue, updateJson } from './update-json.ts';
import { type SampleLine, updateText } from './update-text.ts';

export type Sample = Extract<Expectation, { kind: 'text' | 'json' }>;

export interface Undecided {
  /** Line of the page. */
  readonly line: number;
  readonly reason: string;
}

export interface SampleUpdate {
  readonly edits: readonly Edit[];
  readonly undecided: readonly Undecided[];
  /** What is written anew, as it will stand on the page. */
  readonly written: readonly string[];
  /** The sample as the changed page has it, with what is undecided taken for granted: it must hold. */
  readonly granting: (sample: Sample) => Sample;
}

export interface SampleContext {
  readonly page: PageText;
  readonly tools: UpdateTools;
  readonly variables: Variables;
  readonly findSecrets: FindSecrets;
}

export function updateSample(
  step: Step,
  sample: Sample,
  observation: Observation,
  context: SampleContext,
): SampleUpdate {
  const output = observation[sample.stream];
  if (sample.kind === 'text') return updateTextSample(step, sample, output, context);
  const block = findBlock(context.page, sample.span, sample.source);
  return updateJsonSample(sample, block, output, context);
}

/** Whether an update of this page for the same output would edit the sample. */
export function wouldChange(
  step: Step | undefined,
  sample: Expectation | undefined,
  observation: Observation,
  context: SampleContext,
): boolean {
  if (step === undefined || (sample?.kind !== 'text' && sample?.kind !== 'json')) return false;
  return updateSample(step, sample, observation, context).edits.length > 0;
}

function updateTextSample(
  step: Step,
  sample: Extract<Sample, { kind: 'text' }>,
  output: Uint8Array,
  context: SampleContext,
): SampleUpdate {
  const isTranscript = step.mergesStderr === true;
  const block = isTranscript
    ? findTranscriptBlock(context.page, step.span, sample)
    : findBlock(context.page, sample.span, sample.source);
  const firstLine = block.line + 1;
  const { lines } = updateText(sample.lines, context.tools.outputLines(output), {
    ...context,
    firstLine,
    isTranscript,
  });
  const content = newContent(lines, block);
  // The fences of a transcript are not its step's own; a page that is read otherwise then is refused.
  const fences = isTranscript ? [] : growFences(block, sample.span, content);
  return {
    edits: [...editLines(lines, block), ...fences],
    undecided: lines.flatMap(({ from, undecided }) =>
      undecided === undefined
        ? []
        : [{ line: from === undefined ? block.line : firstLine + from, reason: undecided.reason }],
    ),
    written: lines.flatMap(({ text }) => text ?? []),
    granting: (changed) =>
      changed.kind === 'text' ? { ...changed, lines: grantLines(lines, changed.lines) } : changed,
  };
}

function newContent(lines: readonly SampleLine[], block: Block): readonly string[] {
  return lines.flatMap(
    ({ from, text }) => text ?? (from === undefined ? [] : (block.content[from] ?? '')),
  );
}

function editLines(lines: readonly SampleLine[], block: Block): readonly Edit[] {
  const edits: Edit[] = [];
  const kept = new Set(lines.flatMap(({ from }) => from ?? []));
  let next = 0;
  for (const { from, text } of lines) {
    if (from === undefined) {
      if (text !== undefined) edits.push(insertLine(block, next, text));
      continue;
    }
    next = from + 1;
    if (text === undefined) continue;
    const place = placeOfLine(block, from);
    edits.push({
      from: place.from,
      to: place.to,
      text: place.isWhole ? withPrefix(block, text) : text,
    });
  }
  // Empty lines at the end of a sample mean nothing, and stay.
  const meant = block.content.findLastIndex((line) => line.trim() !== '');
  for (let index = 0; index <= meant; index += 1) {
    if (!kept.has(index)) edits.push(removeLine(block, index));
  }
  return edits;
}

function insertLine(block: Block, index: number, text: string): Edit {
  const { from } = lineAt(block, index);
  return { from, to: from, text: withPrefix(block, text) + block.end };
}

function removeLine(block: Block, index: number): Edit {
  return { from: lineAt(block, index).from, to: lineAt(block, index + 1).from, text: '' };
}

function lineAt(block: Block, index: number): { readonly from: number } {
  return block.page.lines[block.line + index] ?? { from: block.page.text.length };
}

function grantLines(
  lines: readonly SampleLine[],
  changed: readonly TextLine[],
): readonly TextLine[] {
  let index = 0;
  return lines.flatMap(({ from, text, undecided }) => {
    const isWritten = from !== undefined || text !== undefined;
    const line = isWritten ? changed[index++] : undefined;
    if (undecided === undefined) return line ?? [];
    const { observed } = undecided;
    if (observed === undefined) return [];
    return { kind: 'pieces', pieces: [observed], line: line?.line ?? 0, source: observed } as const;
  });
}

function updateJsonSample(
  sample: Extract<Sample, { kind: 'json' }>,
  block: Block,
  output: Uint8Array,
  context: SampleContext,
): SampleUpdate {
  const source = block.content.join('\n');
  const { edits, undecided } = updateJson(
    source,
    sample.pattern,
    context.tools.decode(output),
    context,
  );
  const lineOf = (offset: number): number => source.slice(0, offset).split('\n').length;
  return {
    edits: edits.map(({ from, to, text }) => ({
      from: pageOffset(block, from),
      to: pageOffset(block, to),
      text: text.replaceAll('\n', block.end + block.prefix),
    })),
    undecided: undecided.map(({ offset, reason }) => ({
      line: block.line + lineOf(offset),
      reason,
    })),
    written: edits.flatMap(({ text }) => text.split('\n')),
    granting: (changed) =>
      changed.kind === 'json'
        ? { ...changed, pattern: grantValues(undecided, changed.pattern) }
        : changed,
  };
}

function pageOffset(block: Block, offset: number): number {
  let rest = offset;
  for (const [index, line] of block.content.entries()) {
    if (rest <= line.length) {
      const { from, to } = placeOfLine(block, index);
      return Math.min(from + rest, to);
    }
    rest -= line.length + 1;
  }
  return lineAt(block, block.content.length).from;
}

const anything: JsonPattern = {
  kind: 'placeholder',
  placeholder: { type: 'any', source: '<any>' },
};

/** From the last to the first, so that the places of the others stay what they are. */
function grantValues(undecided: readonly UndecidedValue[], pattern: JsonPattern): JsonPattern {
  return undecided.reduceRight((granted, { path, as }) => grant(granted, path, as), pattern);
}

function grant(
  pattern: JsonPattern,
  path: readonly (string | number)[],
  as: UndecidedValue['as'],
): JsonPattern {
  const [key, ...rest] = path;
  if (key === undefined) return anything;
  const isLast = rest.length === 0;
  if (pattern.kind === 'object') {
    const members = pattern.members.flatMap(([name, member]) => {
      if (name !== key) return [[name, member] as const];
      return isLast && as === 'nothing' ? [] : [[name, grant(member, rest, as)] as const];
    });
    return { ...pattern, members };
  }
  if (pattern.kind !== 'array' || typeof key !== 'number') return pattern;
  const items = pattern.items.flatMap((item, index) => {
    if (index !== key || item.kind === 'rest') return [item];
    return isLast && as === 'nothing' ? [] : [grant(item, rest, as)];
  });
  return { ...pattern, items };
}
