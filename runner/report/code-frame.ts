// A diagnostic with the lines of the page around it and a mark below the exact words.
import pc from 'picocolors';
import type { Diagnostic } from '../model/diagnostic.ts';
import { safeLine } from './safe-lines.ts';

export interface DiagnosticOptions {
  /** Escape sequences for colours are understood. */
  readonly color: boolean;
  /** Address that the pages of the diagnostics stand below, such as `https://docs.example`. Default: none, no such line. */
  readonly docs?: string | undefined;
}

/** `source` is the page's text. Several lines, no final newline. */
export function formatDiagnostic(
  diagnostic: Diagnostic,
  source: string,
  { color, docs }: DiagnosticOptions,
): string {
  const paint = pc.createColors(color);
  const { file, span, severity, message, code, hint } = diagnostic;
  const tone = severity === 'error' ? paint.red : paint.yellow;
  const head = `${paint.bold(`${file}:${span.line}:${span.column}`)} ${tone(severity)} ${safeLine(message)}  ${paint.dim(code)}`;
  return [
    head,
    ...formatFrame(diagnostic, source, { tone, dim: paint.dim }),
    ...(hint === undefined ? [] : [`  ${paint.cyan('hint:')} ${safeLine(hint)}`]),
    ...(docs === undefined ? [] : [`  ${paint.cyan('docs:')} ${referenceAddress(docs, code)}`]),
  ].join('\n');
}

/** Of the page about one diagnostic. */
function referenceAddress(docs: string, code: string): string {
  return `${docs.replace(/\/$/, '')}/reference/errors/${code}/`;
}

interface Paint {
  readonly tone: (text: string) => string;
  readonly dim: (text: string) => string;
}

/** The line of the page where `span` begins, with the ones around it. */
export function formatFrame(
  { span }: Pick<Diagnostic, 'span'>,
  source: string,
  { tone, dim }: Paint,
): readonly string[] {
  const lines = source.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  const first = Math.max(span.line - 1, 1);
  const last = Math.min(span.line + 1, lines.length);
  const width = String(last).length;
  const shown: string[] = [];
  for (let line = first; line <= last; line++) {
    const text = lines[line - 1] ?? '';
    const here = line === span.line;
    const gutter = `${here ? '>' : ' '} ${String(line).padStart(width)} │`;
    shown.push(`${here ? tone(gutter) : dim(gutter)} ${safeLine(text)}`.trimEnd());
    if (!here) continue;
    // Tabs stay tabs, so that the mark stands below its word whatever a tab's width is.
    const before = safeLine(text.slice(0, span.column - 1)).replaceAll(/[^\t]/g, ' ');
    const end = span.endLine === span.line ? span.endColumn - 1 : text.length;
    const marked = safeLine(text.slice(span.column - 1, end)).length;
    shown.push(
      `  ${' '.repeat(width)} ${dim('│')} ${before}${tone('^'.repeat(Math.max(marked, 1)))}`,
    );
  }
  return shown;
}
