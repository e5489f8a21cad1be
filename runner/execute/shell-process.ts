// The bash process of a session: how it is spawned, how it comes up, and why it did not.
import { type ChildProcess, spawn } from 'node:child_process';
import {
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readFileSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import type { Duplex } from 'node:stream';
import { preludeLine } from './prelude.ts';

// Each of them would change what the shell does before the page's first word.
const hostileVariables = ['BASH_ENV', 'ENV', 'SHELLOPTS', 'BASHOPTS', 'POSIXLY_CORRECT'];

// Of what the prefix or bash say on standard error before the shell is up.
const bootWordsMax = 2000;

export interface ShellOptions {
  /** Words that enter the target, e.g. `nsenter --target 12 --net --`; empty for the local shell. */
  readonly prefix: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Value of `RB_SESSION` in the shell and everything below it. */
  readonly runId: string;
  /** A folder that does not exist yet, for this shell alone. The target must see it under the same path. */
  readonly folder: string;
  /** Kept per stream and attempt, in bytes. Default 8 MiB. */
  readonly keptBytes?: number;
  /** From TERM to KILL, in milliseconds. Default 2,000. */
  readonly graceMs?: number;
  /** Gives up a start that is under way; a shell that is up is not its business. */
  readonly signal?: AbortSignal | undefined;
}

/** `next` lets the next line run, `again` repeats the step on this one. */
const gateBytes = { next: Buffer.from('g'), again: Buffer.from('a') } as const;

export interface ShellExit {
  readonly exitCode: number | null;
  readonly signal: string | null;
}

export class ShellProcess {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #script: number;
  #gate: number | undefined;
  #spawnError: string | undefined;
  #version = '';
  /** Settles when the process has ended or could not be started. */
  readonly exited: Promise<ShellExit>;
  /** Settles with the first byte that the shell sends: it is up. */
  readonly ready: Promise<void>;

  constructor(options: ShellOptions, nonce: string) {
    this.#folder = options.folder;
    mkdirSync(options.folder, { mode: 0o700 });
    const path = `${options.folder}/script`;
    writeFileSync(path, preludeLine({ folder: options.folder, nonce, runId: options.runId }));
    this.#script = openSync(path, 'a');
    const stdin = openSync(path, 'r');
    const bootWords = openSync(`${options.folder}/boot`, 'w');
    const [command = 'bash', ...rest] = [...options.prefix, 'bash', '--norc', '--noprofile', '-s'];
    this.#child = spawn(command, rest, {
      env: shellEnvironment(options),
      stdio: [stdin, 'ignore', bootWords, 'pipe'],
      // A session and a process group of its own: no terminal to ask for passwords on, and one target to signal.
      detached: true,
    });
    closeSync(stdin);
    closeSync(bootWords);
    // Writing to a shell that has just died is no error: its exit is what is reported.
    this.#line.on('error', ignore);
    this.ready = new Promise((resolve) => {
      this.#line.once('data', (words: Buffer) => {
        this.#version = words.toString().slice(1);
        resolve();
      });
    });
    this.exited = new Promise((resolve) => {
      this.#child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }));
      this.#child.once('error', (error) => {
        this.#spawnError = error.message;
        resolve({ exitCode: null, signal: null });
      });
    });
  }

  /** Undefined when nothing could be spawned. */
  get group(): number | undefined {
    return this.#child.pid;
  }

  /** Of the bash that came up; empty until then. */
  get version(): string {
    return this.#version;
  }

  /** What was said on the way up. */
  get bootWords(): string {
    return (this.#spawnError ?? readStart(`${this.#folder}/boot`)).trim();
  }

  /** To be called once the shell is up, and before the gate is used. */
  openGate(): void {
    const path = `${this.#folder}/g`;
    this.#gate = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    unlinkSync(path);
  }

  /** The shell reads it once the gate lets it. */
  appendToScript(text: string): void {
    writeSync(this.#script, text);
  }

  passGate(way: keyof typeof gateBytes): void {
    if (this.#gate === undefined) return;
    try {
      writeSync(this.#gate, gateBytes[way]);
    } catch (error) {
      // A shell that has just died reads nothing: its exit is what is reported.
      if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
    }
  }

  /** From here on the runner ends the group itself. */
  dismissWatchdog(): void {
    this.#line.write('.');
  }

  close(): void {
    this.#line.destroy();
    if (this.#gate !== undefined) closeSync(this.#gate);
    this.#gate = undefined;
    closeSync(this.#script);
  }

  /** The shell says here that it is up; when it breaks, the watchdog ends the shell. */
  get #line(): Duplex {
    return this.#child.stdio[3] as Duplex;
  }
}

function shellEnvironment(options: ShellOptions): Record<string, string> {
  const env: Record<string, string> = { ...options.env, RB_SESSION: options.runId };
  for (const name of hostileVariables) delete env[name];
  return env;
}

function readStart(path: string): string {
  return readFileSync(path, 'utf8').slice(0, bootWordsMax);
}

function ignore(): void {}
