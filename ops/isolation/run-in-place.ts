// Runs a command inside a cluster's place with the caller's streams, and answers with its exit code.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { programs } from '../layout.ts';
import type { Chosen } from '../state/select.ts';
import { childrenOf } from '../visible-pid.ts';
import { isInside, placeEnvironment, placePrefix } from './place.ts';

export type RunOptions = {
  /**
   * Keep the terminal's signals away from the command and pass them on instead: for commands of ours that finish
   * their work after a signal. Without it the command is in the terminal's foreground, as an editor or a shell needs.
   */
  readonly apart?: boolean;
};

const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The exit code of the command; 128 + n if signal n ended it. */
export async function runInPlace(
  chosen: Chosen,
  words: readonly string[],
  options: RunOptions = {},
): Promise<number> {
  const { record, folder } = chosen;
  const entered = !isInside(record);
  // `env` runs the command in its own process, and names a missing one with 127 as a shell does.
  const prefix = !entered ? ['env'] : placePrefix(record, folder, process.cwd());
  const [program = '', ...rest] = [...prefix, ...words];
  const child = spawn(program, rest, {
    stdio: 'inherit',
    detached: options.apart ?? false,
    env: { ...process.env, ...placeEnvironment(record, folder) },
  });
  const byTerminal = process.stdin.isTTY && !options.apart;
  const forward = (signal: NodeJS.Signals) => {
    // On a terminal, Ctrl-C reaches the whole foreground group by itself; we only have to outlive it.
    if (signal !== 'SIGINT' || !byTerminal) forwardSignal(child.pid, entered, signal);
  };
  for (const signal of forwarded) process.on(signal, forward);
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    return code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
  } finally {
    for (const signal of forwarded) process.off(signal, forward);
  }
}

/** If this command runs outside the place it is about, runs it again inside and answers its exit code. */
export async function repeatInside(chosen: Chosen): Promise<number | undefined> {
  if (isInside(chosen.record)) return undefined;
  return runInPlace(chosen, [process.execPath, programs.main, ...process.argv.slice(2)], {
    apart: true,
  });
}

/** nsenter waits for the command but passes no signals on, so its child gets them from us. */
function forwardSignal(pid: number | undefined, entered: boolean, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  for (const target of entered ? nsenterChildren(pid) : [pid]) {
    try {
      process.kill(target, signal);
    } catch {
      // It ended in the meantime.
    }
  }
}

function nsenterChildren(pid: number): readonly number[] {
  const children = childrenOf(pid);
  return children.length === 0 ? [pid] : children;
}
