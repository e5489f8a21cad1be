// `--target NAME`: what the config says of it, ready to be planned with.
import { UserError } from '../errors.ts';
import { splitShellWords } from '../execute/shell-words.ts';
import type { PlannedTarget } from '../model/plan.ts';
import { closestWord } from '../parse/closest-word.ts';
import { type Policy, policyOf } from './policy.ts';
import type { RunbookConfig } from './runbook-config.ts';

export interface ResolvedTarget extends PlannedTarget {
  readonly policy: Policy;
  /** Environment variables whose values are masked. */
  readonly secrets: readonly string[];
}

/** Where fixtures bring the target up, in the local shell. */
export const localTarget = 'local';

/** Undefined: `local`. */
export function resolveTarget(
  name: string | undefined,
  { targets = {} }: RunbookConfig,
): ResolvedTarget | undefined {
  if (name === undefined || name === localTarget) return undefined;
  const found = Object.hasOwn(targets, name) ? targets[name] : undefined;
  if (found === undefined) throw unknownTarget(name, Object.keys(targets));
  const { shell, env = {}, secrets = [], policy } = found;
  return { name, prefix: splitPrefix(shell, name), env, secrets, policy: policyOf(policy) };
}

function splitPrefix(shell: string | undefined, name: string): readonly string[] {
  if (shell === undefined) return [];
  const split = splitShellWords(shell);
  if (split.kind === 'words') return split.words;
  throw new UserError(
    `${split.reason}, in \`targets.${name}.shell\` of the config`,
    'put what needs a shell into a script, and name the script',
  );
}

function unknownTarget(name: string, known: readonly string[]): UserError {
  const all = [localTarget, ...known];
  const closest = closestWord(name, all);
  return new UserError(
    `Unexpected target \`${name}\`, expected ${closest === undefined ? all.map((one) => `\`${one}\``).join(' or ') : `\`${closest}\``}`,
    'other targets are named under `targets` in the config',
  );
}
