// All diagnostics of all files with their frames, and how many there are.
import pc from 'picocolors';
import type { Diagnostic } from '../model/diagnostic.ts';
import { formatDiagnostic } from '../report/code-frame.ts';
import { count } from '../report/format-time.ts';
import { type Io, type Output, wantsColor } from './io.ts';

export function countSeverities(diagnostics: readonly Diagnostic[]): {
  readonly errors: number;
  readonly warnings: number;
} {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  return { errors, warnings: diagnostics.length - errors };
}

/** For commands that cannot go on: what is in their way, and not what else could be better. */
export function onlyErrors(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.filter(({ severity }) => severity === 'error');
}

export interface PrintOptions {
  readonly output: Output;
  readonly env: Io['env'];
  /** From the config: the address that the pages of the diagnostics stand below. Each code's is printed once. */
  readonly docs?: string | undefined;
}

/** Prints nothing if there is nothing to say. */
export async function printDiagnostics(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
  { output, env, docs }: PrintOptions,
): Promise<void> {
  const color = wantsColor(output, env);
  const known = new Set<string>();
  for (const diagnostic of diagnostics) {
    const source = sources.get(diagnostic.file) ?? '';
    // One link a code: five missing sections have one page.
    const address = known.has(diagnostic.code) ? undefined : docs;
    known.add(diagnostic.code);
    await output.write(`${formatDiagnostic(diagnostic, source, { color, docs: address })}\n\n`);
  }
}

/** `2 errors, 1 warning in 3 files`. */
export function summarize(
  diagnostics: readonly Diagnostic[],
  files: number,
  color: boolean,
): string {
  const { red, yellow, green } = pc.createColors(color);
  const { errors, warnings } = countSeverities(diagnostics);
  const found = [
    errors > 0 ? red(count(errors, 'error')) : '',
    warnings > 0 ? yellow(count(warnings, 'warning')) : '',
  ].filter((text) => text !== '');
  return `${found.length === 0 ? green('no diagnostics') : found.join(', ')} in ${count(files, 'file')}`;
}
