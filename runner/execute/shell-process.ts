// The bash process of a session: how it is spawned, how it comes up, and why it did not.
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
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

export interface ShellExit {
  readonly exitCode: number | null;
  readonly signal: string | null;
}

export class ShellProcess {
  readonly #child: ChildProcess;
  readonly #script: number;
  #bootWords = '';
  #version = '';
  /** Settles when the process has ended or could not be started. */
  readonly exited: Promise<ShellExit>;
  /** Settles with the first byte that the shell sends: it is up. */
  readonly ready: Promise<void>;

  constructor(options: ShellOptions, nonce: string) {
    mkdirSync(options.folder, { mode: 0o700 });
    const path = `${options.folder}/script`;
    writeFileSync(path, preludeLine({ folder: options.folder, nonce, runId: options.runId }));
    this.#script = openSync(path, 'a');
    const stdin = openSync(path, 'r');
    const [command = 'bash', ...rest] = [...options.prefix, 'bash', '--norc', '--noprofile', '-s'];
    this.#child = spawn(command, rest, {
      env: shellEnvironment(options),
      stdio: [stdin, 'ignore', 'pipe', 'pipe', 'pipe'],
      // A session and a process group of its own: no terminal to ask for passwords on, and one target to signal.
      detached: true,
    });
    closeSync(stdin);
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#bootWords = (this.#bootWords + chunk.toString()).slice(0, bootWordsMax);
    });
    // Writing to a shell that has just died is no error: its exit is what is reported.
    this.#gate.on('error', ignore);
    this.#lifeline.on('error', ignore);
    this.ready = new Promise((resolve) => {
      this.#gate.once('data', (words: Buffer) => {
        this.#version = words.toString().slice(1);
        resolve();
      });
    });
    this.exited = new Promise((resolve) => {
      this.#child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }));
      this.#child.once('error', (error) => {
        this.#bootWords = error.message;
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
    return this.#bootWords.trim();
  }

  /** The shell reads it once the gate lets it. */
  appendToScript(text: string): void {
    writeSync(this.#script, text);
  }

  openGate(byte: 'g' | 'a'): void {
    this.#gate.write(byte);
  }

  /** From here on the runner ends the group itself. */
  dismissWatchdog(): void {
    this.#lifeline.write('.');
  }

  close(): void {
    this.#child.stderr?.destroy();
    this.#gate.destroy();
    this.#lifeline.destroy();
    closeSync(this.#script);
  }

  get #gate(): Duplex {
    return this.#child.stdio[3] as Duplex;
  }

  get #lifeline(): Duplex {
    return this.#child.stdio[4] as unknown as Duplex;
  }
}

function shellEnvironment(options: ShellOptions): Record<string, string> {
  const env: Record<string, string> = { ...options.env, RB_SESSION: options.runId };
  for (const name of hostileVariables) delete env[name];
  return env;
}

function ignore(): void {}
