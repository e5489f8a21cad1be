// Stands between the plan and the target: refuses, or asks somebody to type the target's name.
import { UserError } from '../errors.ts';
import type { Plan } from '../model/plan.ts';
import { count } from '../report/format-time.ts';
import { safeLine } from '../report/safe-lines.ts';
import type { Io } from './io.ts';
import { type AllowedClass, applyPolicy, type JudgedStep } from './policy.ts';
import type { ResolvedTarget } from './targets.ts';

export interface Consent {
  /** From `--allow`: classes that the policy refuses and that the caller wants. */
  readonly allow: readonly AllowedClass[];
  /** From `--confirm`: the name of the target, instead of a prompt. */
  readonly confirm?: string;
}

/** Consent without a target to consent to is a slip that would make somebody believe in a policy that is not there. */
export function refuseIdleConsent({ allow, confirm }: Consent): void {
  const idle = confirm === undefined ? allow[0] && `--allow ${allow[0]}` : `--confirm ${confirm}`;
  if (idle === undefined) return;
  throw new UserError(
    `Unexpected \`${idle}\` without \`--target\`, expected the target whose policy asks for it`,
  );
}

/** Returns if the plans may run. Interrupted at the prompt: false. Nothing has run if it throws. */
export async function enforcePolicy(
  plans: readonly Plan[],
  target: ResolvedTarget,
  consent: Consent,
  io: Io,
): Promise<boolean> {
  if (consent.confirm !== undefined && consent.confirm !== target.name) {
    throw new UserError(
      `Unexpected \`--confirm ${consent.confirm}\`, expected the name of the target, \`${target.name}\``,
    );
  }
  const steps = applyPolicy(plans, target.policy, consent.allow);
  const refused = steps.filter(({ decision }) => decision === 'refuse');
  if (refused.length > 0) throw refusal(refused, target);
  const open = steps.filter(({ decision }) => decision === 'confirm');
  if (open.length === 0 || consent.confirm !== undefined) return true;
  return await ask(open, target, io);
}

function refusal(refused: readonly JudgedStep[], { name }: ResolvedTarget): UserError {
  const classes = [...new Set(refused.map(({ step }) => step.risk))];
  const flags = classes.map((risk) => `\`--allow ${risk}\``).join(' ');
  return new UserError(
    `Unexpected ${count(refused.length, `${classes.join(' or ')} step`)} for target \`${name}\`, whose policy refuses ${refused.length === 1 ? 'it' : 'them'}; nothing was run\n${list(refused)}`,
    `${flags} and a confirmation let ${refused.length === 1 ? 'it' : 'them'} run`,
  );
}

async function ask(
  open: readonly JudgedStep[],
  { name, prefix }: ResolvedTarget,
  io: Io,
): Promise<boolean> {
  const what = `${count(open.length, 'step')} of this run ${open.length === 1 ? 'changes' : 'change'} target \`${name}\``;
  if (!io.stdin.isTerminal || !io.stderr.isTerminal || io.env['CI']) {
    throw new UserError(
      `Unexpected absence of a confirmation, expected \`--confirm ${name}\`: ${what}; nothing was run\n${list(open)}`,
      'only on a terminal is there a prompt for it',
    );
  }
  const where = prefix.length === 0 ? '' : ` (${safeLine(prefix.join(' '))})`;
  await io.stderr.write(`${what}${where}:\n${list(open)}\nType \`${name}\` to run: `);
  const typed = await io.stdin.readLine(io.signal);
  if (io.signal.aborted) {
    await io.stderr.write('\n');
    return false;
  }
  if (typed?.trim() === name) return true;
  throw new UserError(
    `Unexpected answer \`${safeLine(typed ?? '')}\`, expected the name of the target, \`${name}\`; nothing was run`,
  );
}

function list(steps: readonly JudgedStep[]): string {
  return steps
    .map(({ step, file }) => `  ${file}:${step.span.line}  ${step.id}  ${step.risk}`)
    .join('\n');
}
