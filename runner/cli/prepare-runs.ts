// What every command does that runs pages, before it runs them.
import { resolve } from 'node:path';
import type { Plan } from '../model/plan.ts';
import { type Consent, enforcePolicy, refuseIdleConsent } from './enforce-policy.ts';
import { shellEnvironment } from './environment.ts';
import { exitCodes } from './exit-code.ts';
import { type Io, wantsColor } from './io.ts';
import { type OpenedPages, openPages, type PageOptions } from './open-pages.ts';
import type { AllowedClass } from './policy.ts';
import { countSeverities, onlyErrors, printDiagnostics, summarize } from './print-diagnostics.ts';
import { type PlanningOptions, type SelectionOptions, selectRuns } from './select-runs.ts';
import { resolveTarget } from './targets.ts';

export interface ConsentOptions {
  readonly allow?: readonly AllowedClass[];
  readonly confirm?: string;
}

export interface PrepareOptions
  extends PageOptions,
    SelectionOptions,
    PlanningOptions,
    ConsentOptions {
  readonly target?: string;
}

export interface PreparedRuns {
  readonly opened: OpenedPages;
  /** At least one. */
  readonly plans: readonly Plan[];
  /** Of the shells. */
  readonly env: Readonly<Record<string, string>>;
}

/** A number is the exit code: nothing may run, and why has been printed. `before` may still refuse what would run. */
export async function prepareRuns(
  paths: readonly string[],
  options: PrepareOptions,
  io: Io,
  before: (plans: readonly Plan[]) => Promise<void> = async () => undefined,
): Promise<PreparedRuns | number> {
  const opened = await openPages(paths, options, io);
  const target = resolveTarget(options.target, opened.settings.config);
  const consent = consentOf(options);
  if (target === undefined) refuseIdleConsent(consent);
  if (await refusePages(opened, io)) return exitCodes.usage;
  const plans = await selectRuns(opened, paths, options, { target, io });
  await before(plans);
  if (target !== undefined && !(await enforcePolicy(plans, target, consent, io)))
    return exitCodes.interrupted;
  return { opened, plans, env: environmentOf(opened, io) };
}

export function consentOf({ allow = [], confirm }: ConsentOptions): Consent {
  return { allow, ...(confirm !== undefined && { confirm }) };
}

export function environmentOf({ settings: { config, folder } }: OpenedPages, io: Io) {
  return shellEnvironment(io.env, {
    path: (config.path ?? []).map((path) => resolve(folder, path)),
    env: config.env ?? {},
  });
}

/** Any error in any page, and nothing runs. Warnings are for `runbook check`; here they are only counted. */
export async function refusePages(
  { diagnostics, sources, settings }: OpenedPages,
  io: Io,
): Promise<boolean> {
  if (diagnostics.length === 0) return false;
  const { errors } = countSeverities(diagnostics);
  const summary = summarize(diagnostics, sources.size, wantsColor(io.stderr, io.env));
  if (errors === 0) {
    await io.stderr.write(`${summary}; \`runbook check\` shows them\n\n`);
    return false;
  }
  await printDiagnostics(onlyErrors(diagnostics), sources, {
    output: io.stderr,
    env: io.env,
    docs: settings.config.docs,
  });
  await io.stderr.write(`${summary}, nothing was run\n`);
  return true;
}
