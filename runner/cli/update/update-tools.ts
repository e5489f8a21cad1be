// The functions that read and judge pages, for the phase that rewrites them.
import { judgeStep } from '../../judge/judge-step.ts';
import { comparePattern } from '../../judge/matchers/json-pattern.ts';
import { parseJson } from '../../judge/matchers/json-value.ts';
import { matchLine } from '../../judge/matchers/match-line.ts';
import { outputLines } from '../../judge/matchers/output-lines.ts';
import { rejectValue } from '../../judge/matchers/placeholder.ts';
import { decode } from '../../judge/printable.ts';
import { parseJsonSource } from '../../parse/json-source.ts';
import { parseRunbook } from '../../parse/parse-runbook.ts';
import { splitPlaceholders } from '../../parse/placeholder.ts';
import type { UpdateTools } from '../../update/tools.ts';

/** `path` as in the report of the page. */
export function createUpdateTools(path: string): UpdateTools {
  return {
    readPage: (text) => {
      const { runbook, diagnostics } = parseRunbook({ path, text });
      return diagnostics.some(({ severity }) => severity === 'error') ? undefined : runbook;
    },
    judge: judgeStep,
    outputLines,
    decode,
    isLiteral: (text) => {
      const { pieces, problems } = splitPlaceholders(text);
      if (problems.length > 0) return false;
      return pieces.map((piece) => (piece.kind === 'literal' ? piece.text : '')).join('') === text;
    },
    matchLine,
    rejectValue,
    parseJsonSource,
    compareJson: (pattern, json, variables) => {
      const parsed = parseJson(json);
      if (parsed.kind === 'no-json') return undefined;
      return comparePattern(pattern, parsed.value, variables).problems.map(
        ({ message }) => message,
      );
    },
  };
}
