// Everything a person needs below a step that did not pass: place, command, message, difference, what else came out.
import pc from 'picocolors';
import type { StepReport } from '../model/report.ts';
import type { DiffLine, Mismatch } from '../model/verdict.ts';
import { formatAttempts } from './attempts.ts';
import { diffText, shortenDiff } from './format-diff.ts';
import { safeLine, safeLines } from './safe-lines.ts';
import { fileLimits, screenLimits, shortenLine, shortenLines, type TextLimits } from './shorten.ts';
import { wrapText } from './wrap.ts';

export type Paint = ReturnType<typeof pc.createColors>;

/** Longest command that is shown; the page has the rest. */
const commandLines = 12;
/** A message quotes what came out; with more characters it is no sentence. */
const messageLength = 1000;

/** For a terminal or a log. No line for a step that passed or was skipped. Sentences are at most `width` characters long. */
export function formatTrouble(
  report: StepReport,
  paint: Paint,
  width = Number.POSITIVE_INFINITY,
): readonly string[] {
  if (report.outcome === 'pass' || report.outcome === 'skip') return [];
  // These differences show all that came out already.
  const isShown = report.mismatches.some(
    ({ expectation, diff }) => /^(text|regex)$/.test(expectation) && diff.length > 0,
  );
  const besides = [
    isShown ? [] : formatStream('stdout', report.stdout, screenLimits),
    formatStream('stderr', report.stderr, screenLimits),
    formatAttempts(report.attempts, width),
  ].map((block) => block.map((line) => paint.dim(line)));
  return joinBlocks([
    ...troubleBlocks(report, { paint, limits: screenLimits, indent: '  ', width }),
    ...besides,
  ]);
}

/** The same without the streams and the attempts, which have places of their own in a file. */
export function describeTrouble(report: StepReport): string {
  const blocks = troubleBlocks(report, {
    paint: pc.createColors(false),
    limits: fileLimits,
    indent: '',
    width: Number.POSITIVE_INFINITY,
  });
  return joinBlocks(blocks).join('\n');
}

/** The sentence that says what is wrong, on one line. */
export function troubleMessage({ reason, mismatches, outcome }: StepReport): string {
  const message = reason ?? mismatches[0]?.message ?? `The step did not pass: ${outcome}`;
  return shortenLine(safeLine(message), messageLength);
}

/** Where on the page the first thing stands that is no longer true. */
export function troubleLine({ file, line, mismatches }: StepReport): {
  readonly file: string;
  readonly line: number;
  readonly endLine: number;
} {
  const span = mismatches[0]?.span;
  return { file, line: span?.line ?? line, endLine: span?.endLine ?? line };
}

/** What came out, with a heading; nothing for a stream that is empty. */
export function formatStream(
  name: string,
  text: string | undefined,
  limits: TextLimits,
): readonly string[] {
  if (text === undefined || text.trim() === '') return [];
  return [
    `${name}:`,
    ...shortenLines(safeLines(text), limits).map((line) => `  ${line}`.trimEnd()),
  ];
}

type Block = readonly string[];

function joinBlocks(blocks: readonly Block[]): readonly string[] {
  const [first = [], ...others] = blocks.filter((block) => block.length > 0);
  return [...first, ...others.flatMap((block) => ['', ...block])];
}

interface Style {
  readonly paint: Paint;
  readonly limits: TextLimits;
  /** In front of the lines of a difference: none where a viewer of differences colours them. */
  readonly indent: string;
  /** Characters of a line of a sentence. */
  readonly width: number;
}

function troubleBlocks(report: StepReport, style: Style): readonly Block[] {
  const { paint, width } = style;
  const say = (text: string): Block => wrapText(text, width).map((part) => paint.red(part));
  const { reason, mismatches, file, line } = report;
  const place = [
    paint.cyan(`${file}:${line}`),
    ...(report.code === undefined ? [] : formatCommand(report.code).map((text) => paint.dim(text))),
  ];
  // The reason of a step mostly is, or ends with, what its mismatches say.
  const [first] = mismatches;
  const isSaid = first !== undefined && (reason?.endsWith(first.message) ?? false);
  const lead = isSaid ? undefined : leadOf(reason, mismatches);
  return [
    place,
    lead !== undefined || mismatches.length === 0 ? say(lead ?? troubleMessage(report)) : [],
    ...mismatches.map((mismatch) => {
      const message = isSaid && mismatch === first ? troubleMessage(report) : messageOf(mismatch);
      return [...say(message), ...formatMismatch(mismatch, report, style)];
    }),
  ];
}

/** What a reason says besides its mismatches, each of which speaks for itself. */
function leadOf(reason: string | undefined, mismatches: readonly Mismatch[]): string | undefined {
  if (reason === undefined) return undefined;
  const all = mismatches.map(({ message }) => message).join('; ');
  if (all === '' || !reason.endsWith(all)) return shortenLine(safeLine(reason), messageLength);
  const lead = reason.slice(0, -all.length).replace(/ Last: $/, '');
  return lead === '' ? undefined : shortenLine(safeLine(lead), messageLength);
}

function messageOf({ message }: Mismatch): string {
  return shortenLine(safeLine(message), messageLength);
}

/** What the page says and what came out, below the place of the expectation. */
function formatMismatch(
  { diff, span }: Mismatch,
  { file, line }: StepReport,
  { paint, limits, indent }: Style,
): Block {
  const legend = [
    diff.some(({ kind }) => kind === 'missing') ? paint.red('- expected') : '',
    diff.some(({ kind }) => kind === 'unexpected') ? paint.green('+ actual') : '',
  ].filter((text) => text !== '');
  const place = span.line === line ? [] : [paint.cyan(`${file}:${span.line}`)];
  const head = [...place, ...legend].join('  ');
  return [
    ...(head === '' ? [] : [head]),
    ...shortenDiff(diff).map((entry) => `${indent}${tone(entry, paint)(diffText(entry, limits))}`),
  ];
}

function formatCommand(code: string): Block {
  const lines = safeLines(code);
  const shown = lines.length > commandLines ? lines.slice(0, commandLines - 1) : lines;
  const rest = lines.length - shown.length;
  return [
    ...shown.map((text, index) => `${index === 0 ? '$ ' : '  '}${shortenLine(text)}`.trimEnd()),
    ...(rest > 0 ? [`  … ${rest} more lines`] : []),
  ];
}

function tone({ kind }: DiffLine, paint: Paint): (text: string) => string {
  const tones = { same: paint.dim, missing: paint.red, unexpected: paint.green, note: paint.dim };
  return tones[kind];
}
