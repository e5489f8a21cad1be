// What the guide shows, as lines. It asks nothing and writes nowhere.
import { escapeControls } from '../model/escape-controls.ts';
import type { Expectation } from '../model/expectation.ts';
import type { Runbook, Step, StepRisk } from '../model/runbook.ts';
import type { Colors } from './inline.ts';
import { unbroken, wrap } from './wrap.ts';

export interface Look {
  readonly colors: Colors;
  /** In columns. */
  readonly width: number;
}

/** Wider text is hard to follow; a wider terminal gives room for tables and commands. */
const widestText = 100;
const labelWidth = 10;

export interface Opening {
  readonly runbook: Runbook;
  readonly steps: number;
  /** Where the steps run. */
  readonly place: string;
  readonly journal: string;
}

/** First screen: what this is, where it will run, what it needs, how to undo it. */
export function openingLines({ runbook, steps, place, journal }: Opening, look: Look): string[] {
  const { bold, dim } = look.colors;
  const facts = runbook.runbook;
  if (facts === undefined) throw new Error('a guide leads through a runbook');
  const prerequisites = facts.prerequisites.map((text) => `• ${text}`);
  return [
    bold(escapeControls(runbook.title)),
    dim(runbook.file),
    '',
    ...fact('Runs on', [place], look),
    ...fact('Risk', [facts.risk], look),
    ...fact('Takes', [`about ${facts.duration}, ${steps} ${steps === 1 ? 'step' : 'steps'}`], look),
    ...fact('Undo', [facts.rollback], look),
    ...(prerequisites.length === 0 ? [] : fact('Needs', prerequisites, look)),
    ...fact('Journal', [journal], look),
  ];
}

function fact(label: string, texts: readonly string[], { colors, width }: Look): string[] {
  const room = Math.min(width, widestText) - labelWidth;
  const lines = texts.flatMap((text) => {
    const hang = text.startsWith('• ') ? '  ' : '';
    const wrapped = wrap([{ text: escapeControls(text), paint: plain }], {
      width: room - hang.length,
    });
    return wrapped.map((line, index) => (index === 0 ? line : hang + line));
  });
  return lines.map(
    (line, index) => `${colors.dim((index === 0 ? label : '').padEnd(labelWidth))}${line}`,
  );
}

export interface StepCard {
  readonly step: Step;
  /** Counted from 1. */
  readonly number: number;
  readonly of: number;
  /** Usual duration in words; undefined if it is not known. */
  readonly usually?: string;
  /** Further facts, such as how long it is repeated. */
  readonly notes: readonly string[];
}

/** The step as it will run, and what is expected of it. */
export function stepLines({ step, number, of, usually, notes }: StepCard, look: Look): string[] {
  const { colors } = look;
  const risk = riskPaint(step.risk, colors)(step.risk);
  const facts = [risk, ...(usually === undefined ? [] : [`usually ${usually}`]), ...notes];
  return [
    `${colors.bold(`Step ${number} of ${of}`)}  ${step.id}  ${facts.join(colors.dim(', '))}`,
    '',
    ...step.code.split('\n').map((line) => `    ${escapeControls(line)}`.trimEnd()),
    ...step.expectations.flatMap((expectation) => expectationLines(expectation, colors)),
  ];
}

export function riskPaint(risk: StepRisk, colors: Colors): (text: string) => string {
  switch (risk) {
    case 'read-only':
      return colors.green;
    case 'mutating':
      return colors.yellow;
    case 'destructive':
      return (text) => colors.bold(colors.red(text));
  }
}

/** Longest sample that is shown; the page has the rest. */
const longestSample = 12;

function expectationLines(expectation: Expectation, colors: Colors): string[] {
  if (expectation.kind === 'exit-code') {
    if (expectation.code === 0) return [];
    const code =
      expectation.code === 'failure' ? 'a code other than 0' : `code ${expectation.code}`;
    return ['', colors.dim(`  expects to end with ${code}`)];
  }
  if (expectation.kind === 'duration') {
    return ['', colors.dim(`  expects to take ${expectation.source}`)];
  }
  const { kind, stream, source } = expectation;
  const where = stream === 'stderr' ? ' on standard error' : '';
  if (kind === 'text' && source.trim() === '') {
    return ['', colors.dim(`  expects no output${where}`)];
  }
  const lines = source.split('\n').map((line) => `    ${escapeControls(line)}`.trimEnd());
  const shown = lines.length > longestSample ? lines.slice(0, longestSample - 1) : lines;
  const rest = lines.length - shown.length;
  return [
    '',
    colors.dim(`  ${titles[kind]}${where}`),
    ...shown.map(colors.dim),
    ...(rest > 0 ? [colors.dim(`    … ${rest} more lines, on line ${expectation.span.line}`)] : []),
  ];
}

const titles = {
  text: 'expects',
  json: 'expects JSON with',
  regex: 'expects a match of',
  absent: 'expects none of',
  jq: 'expects JSON for which this is true',
} as const satisfies Record<Exclude<Expectation['kind'], 'exit-code' | 'duration'>, string>;

/** Lines of output that are shown without being asked for. */
const longestOutput = 12;

/** Of a step that passed. */
export function outputLines(stdout: string, stderr: string, { colors }: Look): string[] {
  const lines = [stdout, stderr].flatMap((text) => (text === '' ? [] : allLines(text)));
  const shown = lines.length > longestOutput ? lines.slice(0, longestOutput - 1) : lines;
  const rest = lines.length - shown.length;
  return [
    ...shown.map((line) => colors.dim(`    ${line}`.trimEnd())),
    ...(rest > 0 ? [colors.dim(`    … ${rest} more lines, o shows them`)] : []),
  ];
}

/** Everything that came out, both streams named. */
export function fullOutputLines(stdout: string, stderr: string, { colors }: Look): string[] {
  const block = (name: string, text: string): string[] =>
    text === '' ? [colors.dim(`${name}: nothing`)] : [colors.dim(`${name}:`), ...allLines(text)];
  return [...block('standard output', stdout), ...block('standard error', stderr)];
}

function allLines(text: string): string[] {
  return text.replace(/\n$/, '').split('\n').map(escapeControls);
}

export interface Choice {
  /** What is typed. Empty: Enter alone. */
  readonly key: string;
  readonly what: string;
}

/** `Enter run · s skip · q quit ›`, the last line ready to be typed on. */
export function promptLines(choices: readonly Choice[], look: Look): string {
  const { bold, dim } = look.colors;
  // A choice is not broken over two lines.
  const runs = choices.flatMap(({ key, what }, index) => [
    { text: key === '' ? 'Enter' : key, paint: bold },
    { text: ` ${what}`.replaceAll(' ', unbroken), paint: plain },
    { text: index === choices.length - 1 ? '' : `${unbroken}· `, paint: dim },
  ]);
  const lines = wrap([...runs, { text: `${unbroken}›`, paint: dim }], {
    width: look.width - typingRoom,
  });
  return `${lines.join('\n')} `;
}

/** Columns that are left free for the answer. */
const typingRoom = 8;

function plain(text: string): string {
  return text;
}
