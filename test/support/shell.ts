// A shell session for one test, with a guard against hanging, and its observations in a form that reads well.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { RemoteSession } from '../../runner/execute/remote-session.ts';
import type { Session } from '../../runner/execute/session.ts';
import type { ShellOptions } from '../../runner/execute/shell-process.ts';
import { type Attempt, ShellSession } from '../../runner/execute/shell-session.ts';
import type { Observation } from '../../runner/model/observation.ts';
import { currentEnvironment } from './current-environment.ts';

/** Nothing in these tests takes a tenth of it; a hang becomes a `deadline` where `completed` was expected. */
const guardMs = 60_000;

export interface Seen {
  /** `0` for a completed step with exit code 0; `shell-exited 3`, `shell-exited SIGKILL`, `deadline 200`, … */
  readonly end: string;
  readonly out: string;
  readonly err: string;
}

export interface TestShell {
  readonly session: Session;
  readonly folder: string;
  run(code: string, change?: Partial<Attempt>): Promise<Seen>;
  observe(code: string, change?: Partial<Attempt>): Promise<Observation>;
}

/** How a suite gets its shells: the same statements must be true of all kinds. */
export interface ShellBench {
  /** Closed with the test. */
  openShell(options?: Partial<ShellOptions>): TestShell;
  /** Runs the steps one after the other in a new shell. */
  runSteps(...codes: readonly string[]): Promise<readonly Seen[]>;
}

export function createBench(create: (options: ShellOptions) => Session): ShellBench {
  const openShell = (options: Partial<ShellOptions> = {}): TestShell => open(create, options);
  return {
    openShell,
    runSteps: async (...codes) => {
      const shell = openShell();
      const seen: Seen[] = [];
      for (const code of codes) seen.push(await shell.run(code));
      return seen;
    },
  };
}

export const localShell = createBench((options) => new ShellSession(options));

export function remoteShell(...prefix: readonly string[]): ShellBench {
  return createBench((options) => new RemoteSession({ ...options, prefix }));
}

function open(
  create: (options: ShellOptions) => Session,
  options: Partial<ShellOptions>,
): TestShell {
  const folder = mkdtempSync(join(tmpdir(), 'shell-test-'));
  const session = create({
    prefix: [],
    env: currentEnvironment(),
    runId: `test-${process.pid}`,
    folder: join(folder, 'shell'),
    graceMs: 500,
    ...options,
  });
  onTestFinished(async () => {
    await session.close();
    rmSync(folder, { recursive: true, force: true });
  });
  let line = 0;
  const observe = (code: string, change: Partial<Attempt> = {}): Promise<Observation> => {
    line += 10;
    const limitMs = change.limitMs ?? guardMs;
    const endingAtLimit = { kind: 'deadline', limit: 'attempt', limitMs } as const;
    return session.run({ code, line, mode: 'once', limitMs, endingAtLimit, ...change });
  };
  const run = async (code: string, change?: Partial<Attempt>): Promise<Seen> =>
    see(await observe(code, change));
  return { session, folder, run, observe };
}

/** Bytes as Latin-1, so that every byte can be compared. */
export function see(observation: Observation): Seen {
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
  return { end: endOf(observation), out: text(observation.stdout), err: text(observation.stderr) };
}

function endOf({ ending }: Observation): string {
  switch (ending.kind) {
    case 'completed':
      return String(ending.exitCode);
    case 'shell-exited':
      return `shell-exited ${ending.signal ?? ending.exitCode}`;
    case 'deadline':
      return `deadline ${ending.limitMs}`;
    default:
      return ending.kind;
  }
}
