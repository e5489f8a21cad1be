// The door of the npm package: what a repository, or a program of somebody else, may import. No library shows through
// its types.
export { checkRunbook } from './check/check-runbook.ts';
export type { Template, TemplateSection } from './check/template.ts';
export type {
  PolicyConfig,
  PolicyDecision,
  RunbookConfig,
  TargetConfig,
  TemplateSectionConfig,
} from './cli/runbook-config.ts';
export type { Diagnostic, Severity } from './model/diagnostic.ts';
export type { RunEvent } from './model/event.ts';
export type { Plan, PlannedPhase } from './model/plan.ts';
export type { RunbookReport, RunReport, StepReport, Totals } from './model/report.ts';
export type { Runbook, RunbookFacts, Section, Step, StepRisk } from './model/runbook.ts';
export type { Mismatch, Outcome } from './model/verdict.ts';
export { alertSlug, runbookUrlPath } from './parse/alert-slug.ts';
export { type PageSource, type ParsedRunbook, parseRunbook } from './parse/parse-runbook.ts';
export { planRun, planRuns } from './plan/plan-run.ts';
export { type RunOptions, runRunbooks } from './run.ts';
