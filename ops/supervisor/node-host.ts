// One node's host as the supervisor sees it: the launcher's pipe, and what is known about the `engram` behind it.
import type { ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { createInterface } from 'node:readline';
import { Failure } from '../failure.ts';
import { logSize, readLogSince } from './node-log.ts';

export type NodePhase = 'stopped' | 'starting' | 'serving';

export type NodeState = {
  readonly id: string;
  readonly state: NodePhase | 'paused';
  /** As the node's own host sees it. */
  readonly pid?: number;
  /** Exit code of the last run; 128 + n after signal n. */
  readonly exitCode?: number;
};

export type Done = { readonly changed: boolean; readonly message: string };

/** Milliseconds: a node replays its log before it serves. */
const startDeadline = 30_000;
/** Milliseconds: the documented longest graceful exit. */
const stopDeadline = 30_000;
/** Milliseconds until a killed process is gone. */
const killDeadline = 10_000;

/** Drives one launcher. All verbs are idempotent; a verb that does not fit the state fails and says what to do. */
export class NodeHost {
  readonly id: string;
  readonly #launcher: ChildProcess;
  readonly #log: string;
  readonly #changes = new EventEmitter();
  #phase: NodePhase = 'stopped';
  #paused = false;
  #pid: number | undefined;
  #exitCode: number | undefined;
  #listening = false;
  #gone: string | undefined;

  constructor(id: string, launcher: ChildProcess, log: string) {
    this.id = id;
    this.#launcher = launcher;
    this.#log = log;
    this.#changes.setMaxListeners(0);
    launcher.stdin?.on('error', () => {});
    launcher.once('error', (error) => this.#loseHost(error.message));
    launcher.once('exit', (code, signal) =>
      this.#loseHost(`its launcher ended (${signal ?? code})`),
    );
    if (launcher.stdout === null) throw new Error('the launcher has no stdout');
    createInterface({ input: launcher.stdout }).on('line', (line) => this.#hear(line));
  }

  get state(): NodeState {
    return {
      id: this.id,
      state: this.#paused ? 'paused' : this.#phase,
      ...(this.#pid === undefined ? {} : { pid: this.#pid }),
      ...(this.#exitCode === undefined ? {} : { exitCode: this.#exitCode }),
    };
  }

  /** The outermost process of the host, as this process sees it. */
  get launcherPid(): number | undefined {
    return this.#launcher.pid;
  }

  /** Why the host is no more, if it is no more. */
  get gone(): string | undefined {
    return this.#gone;
  }

  /** Called with every line of the launcher that is not about the node's own life. */
  onLine(listener: (line: string) => void): void {
    this.#changes.on('line', listener);
  }

  /** Called whenever the node's process appears or disappears. */
  onChange(listener: () => void): void {
    this.#changes.on('change', listener);
  }

  /** Writes a line to the launcher. */
  tell(line: string): void {
    this.#launcher.stdin?.write(`${line}\n`);
  }

  /** Ready to obey. */
  async listening(deadline: number): Promise<void> {
    if (await this.#wait(() => this.#listening, deadline)) return;
    throw new Failure(
      'could-not',
      `The host of \`${this.id}\` did not come up within ${deadline} ms`,
    );
  }

  async start(): Promise<Done> {
    if (this.#paused) throw this.#refuse('is paused', 'resume');
    if (this.#phase === 'serving')
      return { changed: false, message: `${this.id} is already running` };
    const from = logSize(this.#log);
    if (this.#phase === 'stopped') {
      this.#phase = 'starting';
      this.#exitCode = undefined;
      this.tell('start');
    }
    const settled = await this.#wait(() => this.#phase !== 'starting', startDeadline);
    if (this.state.state === 'serving') return { changed: true, message: `${this.id} is serving` };
    if (!settled) await this.kill();
    const how = settled
      ? `ended with exit code ${this.#exitCode} before it served`
      : `did not serve within ${startDeadline / 1_000} s`;
    throw new Failure('could-not', `\`engram\` on ${this.id} ${how}`, {
      details: readLogSince(this.#log, from),
      hint: 'mend what its log says, then start it again',
    });
  }

  /** Graceful: SIGTERM, then wait for the exit. A paused node is woken, or it could not hear. */
  async stop(): Promise<Done> {
    if (this.#pid === undefined)
      return { changed: false, message: `${this.id} is already stopped` };
    const pid = this.#pid;
    this.tell(`signal TERM ${pid}`);
    if (this.#paused) this.#setPaused(false, pid);
    if (await this.#wait(() => this.#pid !== pid, stopDeadline)) {
      return { changed: true, message: `${this.id} stopped with exit code ${this.#exitCode}` };
    }
    throw new Failure(
      'could-not',
      `\`${this.id}\` did not exit within ${stopDeadline / 1_000} s of SIGTERM`,
      {
        hint: `look at its log, or end it with \`engram-ops node kill ${this.id}\``,
      },
    );
  }

  async kill(): Promise<Done> {
    if (this.#pid === undefined && this.#phase === 'stopped') {
      return { changed: false, message: `${this.id} is already stopped` };
    }
    await this.#wait(() => this.#pid !== undefined || this.#phase === 'stopped', killDeadline);
    const pid = this.#pid;
    if (pid !== undefined) this.tell(`signal KILL ${pid}`);
    if (await this.#wait(() => this.#pid === undefined || this.#pid !== pid, killDeadline)) {
      return { changed: true, message: `${this.id} killed (SIGKILL)` };
    }
    throw new Failure('could-not', `\`${this.id}\` survived SIGKILL for ${killDeadline / 1_000} s`);
  }

  pause(): Done {
    if (this.#paused) return { changed: false, message: `${this.id} is already paused` };
    if (this.#pid === undefined) throw this.#refuse('is not running', 'start');
    this.#setPaused(true, this.#pid);
    return { changed: true, message: `${this.id} paused (SIGSTOP)` };
  }

  resume(): Done {
    if (this.#pid === undefined) throw this.#refuse('is not running', 'start');
    if (!this.#paused) return { changed: false, message: `${this.id} is not paused` };
    this.#setPaused(false, this.#pid);
    return { changed: true, message: `${this.id} resumed (SIGCONT)` };
  }

  /** Any other signal, as `systemctl kill --signal` sends it. */
  signal(name: string): Done {
    if (this.#pid === undefined) throw this.#refuse('is not running', 'start');
    this.tell(`signal ${name} ${this.#pid}`);
    return { changed: true, message: `sent SIG${name} to ${this.id}` };
  }

  /** Takes the host away with everything that runs on it. */
  remove(): void {
    this.#launcher.stdin?.end();
  }

  /** True once no process of the node is there, whoever ended it. */
  async ended(deadline: number): Promise<boolean> {
    return this.#wait(() => this.#pid === undefined, deadline);
  }

  async removed(deadline: number): Promise<boolean> {
    return this.#wait(() => this.#gone !== undefined, deadline);
  }

  #setPaused(paused: boolean, pid: number): void {
    this.tell(`signal ${paused ? 'STOP' : 'CONT'} ${pid}`);
    this.#paused = paused;
    this.#changes.emit('change');
  }

  #hear(line: string): void {
    const [word, value] = line.split(' ');
    if (word === '@listening') this.#listening = true;
    else if (word === '@started') this.#pid = Number(value);
    else if (word === '@exited') this.#forget(Number(value));
    else if (this.#phase === 'starting' && isReadyLine(line)) this.#phase = 'serving';
    else this.#changes.emit('line', line);
    this.#changes.emit('change');
  }

  #forget(exitCode: number): void {
    this.#pid = undefined;
    this.#paused = false;
    this.#phase = 'stopped';
    this.#exitCode = exitCode;
  }

  #loseHost(reason: string): void {
    this.#gone = reason;
    this.#forget(this.#exitCode ?? 0);
    this.#changes.emit('change');
  }

  #refuse(why: string, verb: string): Failure {
    return new Failure('could-not', `\`${this.id}\` ${why}`, {
      hint: `run \`engram-ops node ${verb} ${this.id}\` first`,
    });
  }

  async #wait(condition: () => boolean, deadline: number): Promise<boolean> {
    const signal = AbortSignal.timeout(deadline);
    while (!condition()) {
      if (signal.aborted || (this.#gone !== undefined && this.#phase !== 'stopped'))
        return condition();
      await once(this.#changes, 'change', { signal }).catch(() => {});
    }
    return true;
  }
}

function isReadyLine(line: string): boolean {
  if (!line.startsWith('{')) return false;
  try {
    return (JSON.parse(line) as { event?: unknown }).event === 'ready';
  } catch {
    return false;
  }
}
