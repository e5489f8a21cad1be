// Checks a page that could be read: does it keep what runbooks promise their readers?
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Runbook } from '../model/runbook.ts';
import { checkCodes } from './codes.ts';
import type { Rule } from './rule.ts';
import { fixture } from './rules/fixture.ts';
import { noStep } from './rules/no-step.ts';
import { onlyExitCode } from './rules/only-exit-code.ts';
import { prompt } from './rules/prompt.ts';
import { sections } from './rules/sections.ts';
import { unverifiedChange } from './rules/unverified-change.ts';
import { defaultTemplate, type Template } from './template.ts';

const rules: readonly Rule[] = [sections, noStep, prompt, onlyExitCode, unverifiedChange, fixture];

export interface CheckOptions {
  /** Default: the six sections of `defaultTemplate`. */
  readonly template?: Template;
}

/** `source` is the text that `runbook` was parsed from. In page order. */
export function checkRunbook(
  runbook: Runbook,
  source: string,
  { template = defaultTemplate }: CheckOptions = {},
): readonly Diagnostic[] {
  const lines = source.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  return rules
    .flatMap((rule) => [...rule({ runbook, lines, template })])
    .map((found) => ({ ...found, severity: checkCodes[found.code].severity, file: runbook.file }))
    .toSorted((a, b) => a.span.line - b.span.line || a.span.column - b.span.column);
}
