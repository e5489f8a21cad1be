// The page around its steps: what to read before each, what to read when it fails, what to read at the end.
import type { Root, RootContent } from 'mdast';
import { plainInline } from './inline.ts';
import { type Rendered, type RenderOptions, renderBlock } from './render-markdown.ts';

/** A piece of the page, in page order. */
interface Part {
  readonly kind: 'heading' | 'text' | 'failure-mode';
  /** Of a heading; 0 else. */
  readonly depth: number;
  /** Of a heading, without marks; empty else. */
  readonly title: string;
  readonly lines: readonly string[];
}
type Piece = Part | { readonly kind: 'step'; readonly line: number };

export interface PageProse {
  /** Everything between the step before it on the page and this one, but for what is kept for a failure. */
  readonly before: (stepLine: number) => readonly string[];
  /** As `before`, but no further up than the headings that the step stands below. */
  readonly directlyBefore: (stepLine: number) => readonly string[];
  /** What the page says about a failure of this step. */
  readonly failureMode: (stepLine: number) => readonly string[];
  /** Sections about trouble in general: a table of symptoms, usually. */
  readonly troubleshooting: readonly string[];
  /** Below the last step of the page. */
  readonly atTheEnd: readonly string[];
}

export interface ProseOptions extends RenderOptions {
  /** Opening lines of steps that the guide does not walk: those of branches. */
  readonly asides: ReadonlySet<number>;
}

const failureMode = /^failure modes?\b/i;
const keptForFailure = /^(?:troubleshooting|rollback)\b/i;
const troubleshooting = /^troubleshooting\b/i;

export function readPageProse(root: Root, options: ProseOptions): PageProse {
  const all = toPieces(root.children, options);
  const flow = leaveAsidesOut(leaveSectionsOut(all, keptForFailure), options.asides);
  return {
    before: (line) => show(flow.slice(indexAfterStepAbove(flow, line), indexOfStep(flow, line))),
    directlyBefore: (line) => {
      const at = indexOfStep(flow, line);
      const headings = headingsAbove(flow, at);
      const last = headings.at(-1);
      const from = Math.max(
        indexAfterStepAbove(flow, line),
        last === undefined ? 0 : flow.indexOf(last) + 1,
      );
      return show([...headings, ...flow.slice(from, at)]);
    },
    failureMode: (line) => showAll(failureOf(all, line)),
    troubleshooting: showAll(sectionsOf(all, troubleshooting)),
    atTheEnd: show(flow.slice(flow.findLastIndex(isStep) + 1)),
  };
}

function toPieces(blocks: readonly RootContent[], options: ProseOptions): readonly Piece[] {
  let kind: Part['kind'] = 'text';
  return blocks.flatMap((block) => {
    const belongsToAbove = kind === 'failure-mode' && explaining.has(block.type);
    if (block.type === 'heading') kind = 'heading';
    else if (!belongsToAbove) kind = isFailureMode(block) ? 'failure-mode' : 'text';
    return cutAtSteps(block, kind, options);
  });
}

/** Directly below a paragraph that begins with *Failure mode* they go on with it. */
const explaining: ReadonlySet<string> = new Set(['list', 'blockquote', 'code']);

function cutAtSteps(
  block: RootContent,
  kind: Part['kind'],
  options: ProseOptions,
): readonly Piece[] {
  // The title is shown already.
  if (block.type === 'heading' && block.depth === 1) return [];
  const depth = block.type === 'heading' ? block.depth : 0;
  const title = block.type === 'heading' ? plainInline(block.children) : '';
  const pieces: Piece[] = [];
  let lines: string[] = [];
  const flush = (): void => {
    if (lines.some((line) => line.trim() !== '')) pieces.push({ kind, depth, title, lines });
    lines = [];
  };
  for (const line of renderBlock(block, options)) {
    if (isLine(line)) lines.push(line);
    else {
      flush();
      pieces.push({ kind: 'step', line: line.stepLine });
    }
  }
  flush();
  return pieces;
}

function isLine(line: Rendered): line is string {
  return typeof line === 'string';
}

function isFailureMode(block: RootContent): boolean {
  if (block.type !== 'paragraph') return false;
  const [first] = block.children;
  if (first?.type !== 'strong' && first?.type !== 'emphasis') return false;
  const [word] = first.children;
  return word?.type === 'text' && failureMode.test(word.value);
}

function isStep(piece: Piece): piece is Extract<Piece, { kind: 'step' }> {
  return piece.kind === 'step';
}

function indexOfStep(pieces: readonly Piece[], line: number): number {
  return pieces.findIndex((piece) => isStep(piece) && piece.line === line);
}

function indexAfterStepAbove(pieces: readonly Piece[], line: number): number {
  return pieces.slice(0, Math.max(0, indexOfStep(pieces, line))).findLastIndex(isStep) + 1;
}

/** The chain of headings that a place stands below, outermost first. */
function headingsAbove(pieces: readonly Piece[], at: number): readonly Part[] {
  const chain: Part[] = [];
  for (const piece of pieces.slice(0, at).toReversed()) {
    if (piece.kind !== 'heading') continue;
    if (piece.depth < (chain[0]?.depth ?? Number.POSITIVE_INFINITY)) chain.unshift(piece);
  }
  return chain;
}

/** Up to the next heading of its depth or above. */
function sectionEnd(pieces: readonly Piece[], heading: number): number {
  const start = pieces[heading];
  const depth = start?.kind === 'heading' ? start.depth : 0;
  const end = pieces.findIndex(
    (piece, index) => index > heading && piece.kind === 'heading' && piece.depth <= depth,
  );
  return end < 0 ? pieces.length : end;
}

function isHeadingLike(piece: Piece, title: RegExp): boolean {
  return piece.kind === 'heading' && title.test(piece.title);
}

function sectionsOf(pieces: readonly Piece[], title: RegExp): readonly Piece[] {
  return pieces.flatMap((piece, index) =>
    isHeadingLike(piece, title) ? pieces.slice(index, sectionEnd(pieces, index)) : [],
  );
}

/** A section with steps stays: they will be walked. */
function leaveSectionsOut(pieces: readonly Piece[], title: RegExp): readonly Piece[] {
  const left = new Set(sectionsOf(pieces, title));
  const hasStep = pieces.some((piece) => left.has(piece) && isStep(piece));
  return hasStep ? pieces : pieces.filter((piece) => !left.has(piece));
}

/** A step of a branch goes, and with it what leads up to it: from the heading or the failure mode above it, or from the step above. */
function leaveAsidesOut(pieces: readonly Piece[], asides: ReadonlySet<number>): readonly Piece[] {
  const kept: Piece[] = [];
  for (const piece of pieces) {
    if (!(isStep(piece) && asides.has(piece.line))) {
      kept.push(piece);
      continue;
    }
    const step = kept.findLastIndex(isStep);
    const lead = kept.findLastIndex(({ kind }) => kind === 'heading' || kind === 'failure-mode');
    const isSection = (kept[lead] as Part | undefined)?.depth === 2;
    kept.splice(lead > step ? lead + Number(isSection) : step + 1);
  }
  return kept;
}

/** Below the step and inside its section: paragraphs that begin with *Failure mode*, with what explains them. */
function failureOf(pieces: readonly Piece[], line: number): readonly Piece[] {
  const at = indexOfStep(pieces, line);
  if (at < 0) return [];
  const found: Piece[] = [];
  for (const [index, piece] of pieces.entries()) {
    if (index <= at) continue;
    if (piece.kind === 'heading') {
      if (isHeadingLike(piece, failureMode)) {
        found.push(...pieces.slice(index + 1, sectionEnd(pieces, index)));
      }
      break;
    }
    // What stands below two steps of one section is about both.
    if (piece.kind === 'step' && found.length > 0) break;
    if (piece.kind === 'failure-mode') found.push(piece);
  }
  return found;
}

function show(pieces: readonly Piece[]): readonly string[] {
  return showAll(pieces.filter(({ kind }) => kind !== 'failure-mode'));
}

function showAll(pieces: readonly Piece[]): readonly string[] {
  return pieces
    .filter((piece): piece is Part => piece.kind !== 'step')
    .flatMap(({ lines }, index) => (index === 0 ? lines : ['', ...lines]));
}
