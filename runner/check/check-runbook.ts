// Checks a page that could be read: does it keep what runbooks promise their readers?
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Runbook } from '../model/runbook.ts';
import { checkCodes } from './codes.ts';
import type { Rule, Script } from './rule.ts';
import { allOfNothing } from './rules/all-of-nothing.ts';
import { fixture } from './rules/fixture.ts';
import { foreignPlaceholder } from './rules/foreign-placeholder.ts';
import { interactive } from './rules/interactive.ts';
import { noStep } from './rules/no-step.ts';
import { onlyExitCode } from './rules/only-exit-code.ts';
import { prompt } from './rules/prompt.ts';
import { sections } from './rules/sections.ts';
import { typedSecret } from './rules/typed-secret.ts';
import { understatedRisk } from './rules/understated-risk.ts';
import { undetectedFailure } from './rules/undetected-failure.ts';
import { unguardedDestruction } from './rules/unguarded-destruction.ts';
import { unknownAlert } from './rules/unknown-alert.ts';
import { unsafeRemoval } from './rules/unsafe-removal.ts';
import { unseenBranch } from './rules/unseen-branch.ts';
import { unseenChange } from './rules/unseen-change.ts';
import { unusedParameter } from './rules/unused-parameter.ts';
import { unverifiedChange } from './rules/unverified-change.ts';
import { wait } from './rules/wait.ts';
import { readCommands } from './shell/commands.ts';
import { defaultTemplate, type Template } from './template.ts';

const rules: readonly Rule[] = [
  sections,
  noStep,
  prompt,
  onlyExitCode,
  unverifiedChange,
  unseenChange,
  unseenBranch,
  fixture,
  wait,
  interactive,
  undetectedFailure,
  allOfNothing,
  unsafeRemoval,
  understatedRisk,
  unguardedDestruction,
  typedSecret,
  foreignPlaceholder,
  unusedParameter,
  unknownAlert,
];

export interface CheckOptions {
  /** Default: the six sections of `defaultTemplate`. */
  readonly template?: Template;
  /** Names that `alerts:` may hold. Default: any. */
  readonly alerts?: ReadonlySet<string>;
}

/** `source` is the text that `runbook` was parsed from. In page order. */
export function checkRunbook(
  runbook: Runbook,
  source: string,
  { template = defaultTemplate, alerts }: CheckOptions = {},
): readonly Diagnostic[] {
  const lines = source.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  const page = { runbook, lines, template, scripts: scriptsOf(runbook), ...(alerts && { alerts }) };
  return rules
    .flatMap((rule) => [...rule(page)])
    .map((found) => ({ ...found, severity: checkCodes[found.code].severity, file: runbook.file }))
    .toSorted((a, b) => a.span.line - b.span.line || a.span.column - b.span.column);
}

function scriptsOf({ runbook, fixture, sections }: Runbook): readonly Script[] {
  // Nothing of a reference page runs.
  if (runbook === undefined && fixture === undefined) return [];
  return sections
    .flatMap(({ steps }) => steps)
    .filter(({ language, skipReason }) => language === 'shell' && skipReason === undefined)
    .map((step) => ({ step, commands: readCommands(step.code) }));
}
