// A shell on a target that is reached through a command such as `ssh host`, over its three standard streams only.
import { constants } from 'node:os';
import type { Ending, Observation } from '../model/observation.ts';
import type { Captured } from './capture.ts';
import { startDeadline } from './deadline.ts';
import { exitLine, exportText, repeatableStepLine, stepLine } from './prelude.ts';
import { graceDefaultMs } from './process-group.ts';
import { randomWord } from './random-word.ts';
import { RemoteConnection, type RemoteMark, type RemoteOptions } from './remote-connection.ts';
import { againRequest, killRequest, remoteScratch, stepRequest } from './remote-prelude.ts';
import type { Session } from './session.ts';
import { type Attempt, emptyObservation } from './shell-session.ts';

/** For the way to the target, the login there and the start of the shell. */
const startLimitMs = 30_000;

/** An agent whose network is gone does not answer: after its grace it gets this long, then the connection is cut. */
const answerLimitMs = 5000;

// Each repetition nests one level deeper in bash, which has a stack like everybody else.
const repetitionsPerLine = 1000;

interface InFlight {
  readonly startedAt: number;
  readonly resolve: (observation: Observation) => void;
  readonly callOff: () => void;
  /** Set once the runner ends it: this is what is reported then. */
  ending?: Ending;
}

export class RemoteSession implements Session {
  readonly scratch = remoteScratch;
  readonly scratchFolder = undefined;
  readonly #options: RemoteOptions;
  readonly #connection: RemoteConnection;
  readonly #start: Promise<string | undefined>;
  #onReady: () => void = () => undefined;
  #onExited: () => void = () => undefined;
  #version = '';
  /** What was said when the connection ended. */
  #lastWords = '';
  #inFlight: InFlight | undefined;
  #lostBecause: string | undefined;
  #pendingExports = '';
  #closed: Promise<void> | undefined;
  #line = 2;
  #repetitions = 0;

  /** Spawns at once, so that the shell comes up while the caller prepares. */
  constructor(options: RemoteOptions) {
    this.#options = options;
    const names = { nonce: randomWord(), runId: options.runId, graceMs: this.#graceMs };
    this.#connection = new RemoteConnection(options, names, (mark) => this.#onMark(mark));
    this.#start = this.#waitUntilReady();
    void this.#connection.ended.then((exitCode) => this.#onEnd(exitCode));
  }

  start(): Promise<string | undefined> {
    return this.#start;
  }

  get version(): string {
    return this.#version;
  }

  get isLost(): boolean {
    return this.#lostBecause !== undefined;
  }

  export(variables: Readonly<Record<string, string>>): void {
    this.#pendingExports += exportText(variables);
  }

  async run(attempt: Attempt): Promise<Observation> {
    const failure = await this.#start;
    if (attempt.signal?.aborted) return emptyObservation({ kind: 'interrupted' });
    const reason = failure ?? this.#lostBecause;
    if (reason !== undefined) return emptyObservation({ kind: 'no-shell', reason });
    if (this.#inFlight !== undefined) throw new Error('a session runs one step at a time');
    return new Promise((resolve) => {
      const cancel = startDeadline(attempt.limitMs, () => this.#stop(attempt.endingAtLimit));
      const onAbort = (): void => this.#stop({ kind: 'interrupted' });
      attempt.signal?.addEventListener('abort', onAbort, { once: true });
      const callOff = (): void => {
        cancel();
        attempt.signal?.removeEventListener('abort', onAbort);
      };
      this.#inFlight = { startedAt: performance.now(), resolve, callOff };
      this.#hand(attempt);
    });
  }

  /** Ends the page's shell, its process group, the agent and the connection; nothing stays on the target. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  get #graceMs(): number {
    return this.#options.graceMs ?? graceDefaultMs;
  }

  async #close(): Promise<void> {
    const failure = await this.#start;
    if (failure === undefined && this.#lostBecause === undefined) {
      const endingAtLimit = { kind: 'deadline', limit: 'attempt', limitMs: this.#graceMs } as const;
      await this.run({ code: '', line: 0, mode: 'once', limitMs: this.#graceMs, endingAtLimit });
    }
    await this.#hangUp(this.#graceMs + answerLimitMs);
  }

  /** The agent takes its files away and ends. One that does not within the limit is cut off. */
  async #hangUp(limitMs: number): Promise<void> {
    this.#connection.hangUp();
    await this.#within(limitMs, this.#connection.ended);
    await this.#connection.cut(this.#graceMs);
  }

  #hand(attempt: Attempt): void {
    if (attempt.mode === 'again' && this.#repetitions < repetitionsPerLine) {
      this.#repetitions += 1;
      this.#connection.send(againRequest);
      return;
    }
    this.#repetitions = 0;
    // Newlines up to the step's own place in the page, so that bash's messages name that line.
    const padding = '\n'.repeat(Math.max(0, attempt.line - this.#line));
    const text = attempt.mode === 'once' ? stepLine : repeatableStepLine;
    const line = attempt.line === 0 ? exitLine : text(attempt.code);
    this.#connection.send(stepRequest(padding + this.#pendingExports + line));
    this.#line += padding.length + 1;
    this.#pendingExports = '';
  }

  async #waitUntilReady(): Promise<string | undefined> {
    const { signal } = this.#options;
    let callOff: () => void = () => undefined;
    const givenUp = new Promise<string>((resolve) => {
      const late = `Unexpected silence of the target, expected its shell to be up within ${startLimitMs / 1000}s`;
      const cancel = startDeadline(startLimitMs, () => resolve(late));
      const onAbort = (): void => resolve('Interrupted while the shell started');
      if (signal?.aborted) onAbort();
      signal?.addEventListener('abort', onAbort, { once: true });
      callOff = () => {
        cancel();
        signal?.removeEventListener('abort', onAbort);
      };
    });
    const ready = new Promise<undefined>((resolve) => {
      this.#onReady = () => resolve(undefined);
    });
    const first = await Promise.race([ready, this.#connection.ended, givenUp]);
    callOff();
    if (first === undefined) return undefined;
    if (typeof first === 'string') {
      await this.#hangUp(this.#graceMs);
      return first;
    }
    const command = [...this.#options.prefix, 'bash'].join(' ');
    return `Cannot start the shell with \`${command}\`: ${this.#lastWords}`;
  }

  #onMark(mark: RemoteMark): void {
    if (mark.kind === 'ready') {
      this.#version = mark.word;
      this.#onReady();
      return;
    }
    const step = this.#inFlight;
    if (mark.kind === 'done') {
      // Of a step that is being ended the shell's own end is still to come.
      if (step !== undefined && step.ending === undefined)
        this.#finish(step, { kind: 'completed', exitCode: Number(mark.word) }, mark);
      return;
    }
    this.#lostBecause ??=
      'The shell ended in the step before: put `exit`, `exec` and `set -e` into parentheses';
    this.#onExited();
    if (step !== undefined) this.#finish(step, step.ending ?? shellExited(mark.word), mark);
  }

  /** The connection is no more. If that was not the plan, what it was used for cannot be judged. */
  #onEnd(exitCode: number | null): void {
    const step = this.#inFlight;
    const output = this.#connection.takeOutput();
    this.#lastWords = this.#connection.lastWords(output.stderr) || `exit code ${exitCode}`;
    const reason = `Unexpected end of the connection to the target: ${this.#lastWords}`;
    this.#lostBecause ??= reason;
    if (step !== undefined) this.#finish(step, step.ending ?? { kind: 'no-shell', reason }, output);
  }

  #stop(ending: Ending): void {
    const step = this.#inFlight;
    if (step === undefined || step.ending !== undefined) return;
    step.ending = ending;
    this.#lostBecause = 'The shell was ended together with the step before';
    const exited = new Promise<void>((resolve) => {
      this.#onExited = resolve;
    });
    this.#connection.send(killRequest);
    void this.#within(this.#graceMs + answerLimitMs, exited).then((isAnswered) =>
      isAnswered ? undefined : this.#connection.cut(this.#graceMs),
    );
  }

  /** False if the limit was first. */
  async #within(limitMs: number, event: Promise<unknown>): Promise<boolean> {
    let cancel: () => void = () => undefined;
    const late = new Promise<boolean>((resolve) => {
      cancel = startDeadline(limitMs, () => resolve(false));
    });
    const isInTime = await Promise.race([late, event.then(() => true)]);
    cancel();
    return isInTime;
  }

  #finish(
    step: InFlight,
    ending: Ending,
    { stdout, stderr }: { readonly stdout: Captured; readonly stderr: Captured },
  ): void {
    step.callOff();
    this.#inFlight = undefined;
    step.resolve({
      ending,
      stdout: stdout.bytes,
      stderr: stderr.bytes,
      droppedStdoutBytes: stdout.dropped,
      droppedStderrBytes: stderr.dropped,
      durationMs: performance.now() - step.startedAt,
    });
  }
}

/** A shell tells no more of another one's death than a number: above 128 it stands for a signal. */
function shellExited(word: string): Ending {
  const code = Number(word);
  const signal = Object.entries(constants.signals).find(([, number]) => number === code - 128)?.[0];
  return signal === undefined
    ? { kind: 'shell-exited', exitCode: code, signal: null }
    : { kind: 'shell-exited', exitCode: null, signal };
}
