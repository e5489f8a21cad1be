// The shell of a phase: the local one, the one that the fixture's prefix enters, or the one of a named target.
import { ownKubeConfig } from './execute/kube-config.ts';
import { RemoteSession } from './execute/remote-session.ts';
import type { Session } from './execute/session.ts';
import { ShellSession } from './execute/shell-session.ts';
import { splitShellWords } from './execute/shell-words.ts';
import type { Plan, PlannedPhase } from './model/plan.ts';

export interface ShellPlace {
  /** Words that enter it. Empty: here. */
  readonly prefix: readonly string[];
  /** Variables on top of the runner's own. */
  readonly env: Readonly<Record<string, string>>;
  /** It shares neither files nor further descriptors with the runner. */
  readonly isRemote: boolean;
}

/** A string is the reason why there is no shell for this phase. */
export function placeOf(
  plan: Plan,
  phase: PlannedPhase,
  captured: Readonly<Record<string, string>>,
): ShellPlace | string {
  if (plan.target !== undefined) {
    const { prefix, env } = plan.target;
    return { prefix, env, isRemote: prefix.length > 0 };
  }
  const local = { prefix: [], env: {}, isRemote: false };
  const name = plan.fixture?.fixture?.shell;
  if (name === undefined || phase.kind.startsWith('fixture-')) return local;
  const line = captured[name];
  if (line === undefined) {
    return `Unexpected absence of \`${name}\`, expected the fixture's Setup to capture the prefix of the target's shell`;
  }
  const split = splitShellWords(line);
  return split.kind === 'words'
    ? { ...local, prefix: split.words }
    : `${split.reason} in \`${name}\``;
}

export interface SessionOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly runId: string;
  /** Of the whole run. */
  readonly folder: string;
  /** Among the shells of the run, from 1. */
  readonly number: number;
  readonly signal: AbortSignal | undefined;
}

/** Spawns at once; `start` tells when it is up. */
export async function openSession(
  { prefix, env, isRemote }: ShellPlace,
  { folder, number, ...options }: SessionOptions,
): Promise<Session> {
  const merged = { ...options.env, ...env };
  const all = { ...merged, KUBECONFIG: await ownKubeConfig(merged, `${folder}/kube`) };
  if (!isRemote)
    return new ShellSession({ ...options, folder: `${folder}/shell-${number}`, prefix, env: all });
  const session = new RemoteSession({ ...options, prefix, env: all });
  // A prefix such as `ssh host` takes no variables along.
  session.export(env);
  return session;
}
