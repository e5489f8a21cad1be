// Which steps may run on a target: by the class of their risk, the target's policy, and what the caller allows.
import type { Plan } from '../model/plan.ts';
import type { Step, StepRisk } from '../model/runbook.ts';
import type { PolicyDecision, TargetConfig } from './runbook-config.ts';

/** Reading is always allowed. */
export type Policy = Readonly<Record<Exclude<StepRisk, 'read-only'>, PolicyDecision>>;

export type AllowedClass = keyof Policy;

export const allowedClasses: readonly AllowedClass[] = ['mutating', 'destructive'];

const presets: Readonly<Record<'open' | 'production', Policy>> = {
  open: { mutating: 'run', destructive: 'run' },
  production: { mutating: 'confirm', destructive: 'refuse' },
};

export function policyOf(policy: TargetConfig['policy'] = 'open'): Policy {
  return typeof policy === 'string' ? presets[policy] : { ...presets.open, ...policy };
}

export interface JudgedStep {
  readonly step: Step;
  readonly file: string;
  readonly decision: PolicyDecision;
}

/** Every step that would run, once, in the order of the run. A class that is `allowed` need only be confirmed. */
export function applyPolicy(
  plans: readonly Plan[],
  policy: Policy,
  allowed: readonly AllowedClass[],
): readonly JudgedStep[] {
  const judged = new Map<string, JudgedStep>();
  for (const { file, steps } of plans.flatMap(({ phases }) => phases)) {
    for (const step of steps) {
      if (step.skipReason !== undefined) continue;
      const decision = decide(step.risk, policy, allowed);
      judged.set(`${file}:${step.span.line}`, { step, file, decision });
    }
  }
  return [...judged.values()];
}

export function decide(
  risk: StepRisk,
  policy: Policy,
  allowed: readonly AllowedClass[],
): PolicyDecision {
  if (risk === 'read-only') return 'run';
  const decision = policy[risk];
  return decision === 'refuse' && allowed.includes(risk) ? 'confirm' : decision;
}
