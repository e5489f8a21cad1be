// The shell of a phase: the local one, the one that the fixture's prefix enters, or the one of a named target.
import type { Session } from './execute/session.ts';
import { ShellSession } from './execute/shell-session.ts';
import { splitShellWords } from './execute/shell-words.ts';
import type { Plan, PlannedPhase } from './model/plan.ts';

export interface ShellPlace {
  /** Words that enter it. Empty: here. */
  readonly prefix: readonly string[];
  /** Variables on top of the runner's own. */
  readonly env: Readonly<Record<string, string>>;
}

/** A string is the reason why there is no shell for this phase. */
export function placeOf(
  plan: Plan,
  phase: PlannedPhase,
  captured: Readonly<Record<string, string>>,
): ShellPlace | string {
  if (plan.target !== undefined) return { prefix: plan.target.prefix, env: plan.target.env };
  const name = plan.fixture?.fixture?.shell;
  if (name === undefined || phase.kind.startsWith('fixture-')) return { prefix: [], env: {} };
  const line = captured[name];
  if (line === undefined) {
    return `Unexpected absence of \`${name}\`, expected the fixture's Setup to capture the prefix of the target's shell`;
  }
  const split = splitShellWords(line);
  return split.kind === 'words'
    ? { prefix: split.words, env: {} }
    : `${split.reason} in \`${name}\``;
}

export interface SessionOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly runId: string;
  readonly folder: string;
  readonly signal: AbortSignal | undefined;
}

/** Spawns at once; `start` tells when it is up. */
export function openSession({ prefix, env }: ShellPlace, options: SessionOptions): Session {
  return new ShellSession({ ...options, prefix, env: { ...options.env, ...env } });
}
