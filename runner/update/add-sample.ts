// A first sample below a step that has none: what it printed, whole.
import type { Observation } from '../model/observation.ts';
import type { Step } from '../model/runbook.ts';
import { type LiteralContext, lineLiteral } from './literal.ts';
import { continuation, type Edit, longestRun, type PageText } from './page-text.ts';
import { renderJson } from './render-json.ts';
import type { UpdateTools } from './tools.ts';

export type AddedSample =
  | { readonly kind: 'added'; readonly edits: readonly Edit[]; readonly written: readonly string[] }
  /** Nothing was printed: there is nothing to show. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'impossible'; readonly reason: string };

/** Longer samples show nobody anything. */
export const addedLinesMax = 100;

export type AddContext = LiteralContext & {
  readonly tools: Pick<UpdateTools, 'isLiteral' | 'outputLines' | 'decode' | 'parseJsonSource'>;
};

/** Whether nothing is said about the output of the step yet. */
export function hasNoSample({ expectations }: Step): boolean {
  return expectations.every(({ kind }) => kind === 'exit-code' || kind === 'duration');
}

export function addSample(
  step: Step,
  observation: Observation,
  page: PageText,
  context: AddContext,
): AddedSample {
  const observed = context.tools.outputLines(observation.stdout);
  if (observed.length === 0) return { kind: 'nothing' };
  const sample = readJson(observation, context) ?? readLines(observed, context);
  if (sample.kind === 'impossible') return sample;
  if (sample.lines.length > addedLinesMax) {
    const reason = `The step prints ${sample.lines.length} lines, too many for a sample`;
    return { kind: 'impossible', reason };
  }
  return { kind: 'added', edits: [insertBelow(step, page, sample)], written: sample.lines };
}

type Sample = { readonly language: 'json' | 'text'; readonly lines: readonly string[] };
type ReadSample =
  | (Sample & { readonly kind: 'sample' })
  | { readonly kind: 'impossible'; readonly reason: string };

/** Undefined: no object and no array. A number or a word is better read as text. */
function readJson({ stdout }: Observation, context: AddContext): ReadSample | undefined {
  const json = context.tools.decode(stdout).replace(/^\ufeff/, '');
  if (!/^\s*[[{]/.test(json)) return undefined;
  try {
    const value = context.tools.parseJsonSource(json);
    const rendered = renderJson(value, json, { ...context, indent: '' });
    if (rendered.kind === 'impossible') return rendered;
    return { kind: 'sample', language: 'json', lines: rendered.text.split('\n') };
  } catch {
    return undefined;
  }
}

function readLines(observed: readonly string[], context: AddContext): ReadSample {
  const lines: string[] = [];
  for (const line of observed) {
    const written = lineLiteral(line, context);
    if (written.kind === 'impossible') return written;
    lines.push(written.text);
  }
  return { kind: 'sample', language: 'text', lines };
}

function insertBelow(step: Step, page: PageText, { language, lines }: Sample): Edit {
  const opening = page.lines[step.span.line - 1];
  const closing = page.lines[step.span.endLine - 1];
  const before = opening?.text.slice(0, step.span.column - 1) ?? '';
  const prefix = continuation(before);
  const character = opening?.text.charAt(step.span.column - 1) === '~' ? '~' : '`';
  const fence = character.repeat(longestRun(lines, character) + 1);
  const end = opening?.end || '\n';
  const added = ['', `${fence}${language} expect`, ...lines, fence].map((line) =>
    line === '' ? prefix.trimEnd() : prefix + line,
  );
  const at = (closing?.from ?? page.text.length) + (closing?.text.length ?? 0);
  return { from: at, to: at, text: added.map((line) => end + line).join('') };
}
