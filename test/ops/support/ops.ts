// engram-ops as a user runs it, with a home of its own and a mark in the environment by which whatever it leaves is found.
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect } from 'vitest';
import { waitUntil } from '../../support/wait-until.ts';

export const root = fileURLToPath(new URL('../../..', import.meta.url));
const program = join(root, 'ops/bin/engram-ops');

export const modes = ['namespace', 'loopback'] as const;
export type Mode = (typeof modes)[number];

export type Ran = { readonly code: number | undefined; readonly out: string; readonly err: string };

/** A command that has not ended yet. */
export type Running = {
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly done: Promise<Ran>;
};

export type Ops = {
  /** ENGRAM_OPS_HOME of this instance. */
  readonly home: string;
  /** Runs to the end. */
  readonly run: (words: readonly string[], input?: string) => Promise<Ran>;
  /** Runs a shell command with the same environment, to the end. */
  readonly shell: (script: string) => Promise<Ran>;
  /** Runs to the end, expects exit code 0 and answers stdout as JSON. */
  readonly json: <T>(words: readonly string[]) => Promise<T>;
  /** Starts and does not wait. */
  readonly start: (words: readonly string[]) => Running;
  /** Pids of everything that carries the mark. */
  readonly processes: () => Promise<readonly number[]>;
  /** Fails unless no process, folder, file or socket is left. */
  readonly expectNothingLeft: () => Promise<void>;
  /** The same, for an end that is still to come. */
  readonly expectNothingLeftWithin: (milliseconds: number) => Promise<void>;
  /** Takes every cluster down, expects nothing to be left, and removes the home. */
  readonly dispose: () => Promise<void>;
};

/** `extra` is added to the environment of every command. */
export async function createOps(extra: Readonly<Record<string, string>> = {}): Promise<Ops> {
  const home = await mkdtemp(join(tmpdir(), 'ops-'));
  const mark = randomUUID();
  const { ENGRAM_CLUSTER: _1, ENGRAM_ISOLATION: _2, CLUSTER_NODES: _3, ...inherited } = process.env;
  const env = {
    ...inherited,
    NO_COLOR: '1',
    ENGRAM_OPS_HOME: home,
    ENGRAM_TEST_MARK: mark,
    ...extra,
  };
  const options = {
    cwd: root,
    env,
    extendEnv: false,
    reject: false,
    stripFinalNewline: false,
  } as const;
  const execute = async (file: string, words: readonly string[], input = ''): Promise<Ran> => {
    const ran = await execa(file, words, { ...options, input });
    return { code: ran.exitCode, out: ran.stdout, err: ran.stderr };
  };
  const processes = () => processesMarked(`ENGRAM_TEST_MARK=${mark}`);
  const expectNothingLeftWithin = async (milliseconds: number): Promise<void> => {
    const gone = async () => (await processes()).length === 0;
    await waitUntil(gone, milliseconds, 'every marked process to be gone');
    expect(await readdir(home)).toEqual([]);
  };
  const expectNothingLeft = () => expectNothingLeftWithin(5_000);
  return {
    home,
    run: (words, input) => execute(program, words, input),
    shell: (script) => execute('sh', ['-c', script]),
    start: (words) => {
      // A load that is told to stop still waits for what is under way, and that may take its time.
      const child = execa(program, words, {
        ...options,
        stdin: 'ignore',
        forceKillAfterDelay: false,
      });
      const done = child.then(({ exitCode, stdout, stderr }) => ({
        code: exitCode,
        out: stdout,
        err: stderr,
      }));
      return { kill: (signal) => child.kill(signal), done };
    },
    processes,
    expectNothingLeft,
    expectNothingLeftWithin,
    json: async (words) => {
      const { code, out, err } = await execute(program, words);
      expect(code, err).toBe(0);
      return JSON.parse(out);
    },
    dispose: async () => {
      const down = await execute(program, ['cluster', 'down', '--all']);
      expect(down.code, down.err).toBe(0);
      await expectNothingLeft();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** What `cluster up --json` prints. */
export type Up = {
  readonly cluster: string;
  readonly isolation: Mode;
  readonly profile: string;
  readonly shell: string;
  readonly nodes: readonly { readonly id: string; readonly url: string; readonly pid: number }[];
  readonly started_ms: number;
};

/** What `cluster status --json` prints. */
export type Status = {
  readonly nodes: readonly {
    readonly id: string;
    readonly state: string;
    readonly pid?: number;
    readonly exit_code?: number;
    readonly members?: readonly { readonly id: string; readonly state: string }[];
  }[];
};

async function processesMarked(mark: string): Promise<readonly number[]> {
  const pids = (await readdir('/proc')).map(Number).filter(Number.isInteger);
  const marked = await Promise.all(
    pids.map(async (pid) => {
      // A zombie has no environment any more, so it does not count; neither does what may not be read.
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
      return environment.split('\0').includes(mark);
    }),
  );
  return pids.filter((_, index) => marked[index]);
}
