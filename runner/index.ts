// The door of this room: everything that others may use. The command line is `cli/main.ts`.
import { checkCodes } from './check/codes.ts';
import type { DiagnosticKind } from './model/diagnostic.ts';
import { parseCodes } from './parse/codes.ts';
import { planCodes } from './plan/codes.ts';

export { checkRunbook } from './check/check-runbook.ts';
export { defaultTemplate, type Template, type TemplateSection } from './check/template.ts';
export type { RunbookConfig } from './cli/runbook-config.ts';
export { UserError } from './errors.ts';
export type { Diagnostic, DiagnosticKind, Severity } from './model/diagnostic.ts';
export type { Plan, PlannedPhase } from './model/plan.ts';
export type { RunbookReport, RunReport, StepReport, Totals } from './model/report.ts';
export type {
  FixtureFacts,
  Runbook,
  RunbookFacts,
  Section,
  Step,
  StepRisk,
} from './model/runbook.ts';
export type { SourceSpan } from './model/source.ts';
export type { Mismatch, Outcome } from './model/verdict.ts';
export { alertSlug, runbookUrlPath } from './parse/alert-slug.ts';
export { fixtureFactsSchema, runbookFactsSchema } from './parse/front-matter.ts';
export { type ParsedRunbook, parseRunbook } from './parse/parse-runbook.ts';
export { planRun } from './plan/plan-run.ts';
export { resolveFixture } from './plan/resolve-fixture.ts';
export { type CheckDocument, checkDocumentSchema } from './report/check-schema.ts';
export { runReportSchema } from './report/report-schema.ts';
export { type VacuityDocument, vacuityDocumentSchema } from './report/vacuity-schema.ts';
export { type RunOptions, runRunbooks } from './run.ts';

/** Every diagnostic that a page can get, with what it means: the reference pages are written from it. */
export const diagnosticCodes: Readonly<Record<string, DiagnosticKind>> = {
  ...parseCodes,
  ...checkCodes,
  ...planCodes,
};
