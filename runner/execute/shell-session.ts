// One bash that runs steps one after the other: directory, variables, functions and options live on between them.
import { rmSync } from 'node:fs';
import type { Ending, Observation } from '../model/observation.ts';
import { startDeadline } from './deadline.ts';
import { exitLine, exportText, repeatableStepLine, stepLine } from './prelude.ts';
import { endProcessGroup, graceDefaultMs } from './process-group.ts';
import { quoteForBash } from './quote.ts';
import { randomWord } from './random-word.ts';
import { type ShellExit, type ShellOptions, ShellProcess } from './shell-process.ts';
import { ShellStreams } from './shell-streams.ts';

/** A prefix that enters a target may have to wait for it; a shell itself is up in milliseconds. */
const startLimitMs = 30_000;

// Each repetition nests one level deeper in bash, which has a stack like everybody else.
const repetitionsPerLine = 1000;

export interface Attempt {
  readonly code: string;
  /** Line of the first command in the Markdown file. */
  readonly line: number;
  /** `again` runs the code of the `repeatable` attempt before it once more. */
  readonly mode: 'once' | 'repeatable' | 'again';
  /** In milliseconds; after it `ending` is what is reported. */
  readonly limitMs: number;
  readonly endingAtLimit: Ending;
  readonly signal?: AbortSignal | undefined;
}

interface InFlight {
  /** By the monotonic clock, in milliseconds, like `endsAt`. */
  readonly startedAt: number;
  readonly endsAt: number;
  /** What is reported when it is still running then. */
  readonly ending: Ending;
  readonly resolve: (observation: Observation) => void;
  /** The runner is killing it: its own end does not count any more. */
  isStopping: boolean;
}

export class ShellSession {
  readonly #options: ShellOptions;
  readonly #process: ShellProcess;
  readonly #streams: ShellStreams;
  readonly #start: Promise<string | undefined>;
  #inFlight: InFlight | undefined;
  #lostBecause: string | undefined;
  #pendingExports = '';
  #closed: Promise<void> | undefined;
  #watchedUntil = Number.POSITIVE_INFINITY;
  #callOffWatch: () => void = () => undefined;
  #heard: AbortSignal | undefined;
  #line = 2;
  #repetitions = 0;

  /** Spawns at once, so that the shell comes up while the caller prepares. */
  constructor(options: ShellOptions) {
    const nonce = randomWord();
    this.#options = options;
    this.#streams = new ShellStreams(nonce, options.keptBytes, (exitCode) =>
      this.#onMark(exitCode),
    );
    this.#process = new ShellProcess(options, nonce);
    this.#start = this.#waitUntilReady();
    this.#process.exited.then(
      (exit) => this.#onExit(exit),
      () => undefined,
    );
  }

  /** Resolves when the shell is up, or to the reason why it is not. */
  start(): Promise<string | undefined> {
    return this.#start;
  }

  /** Of its bash; empty until it is up. */
  get version(): string {
    return this.#process.version;
  }

  /** A word of bash for a folder that the shell can write to; it goes away with the session. */
  get scratch(): string {
    return quoteForBash(this.#options.folder);
  }

  get scratchFolder(): string {
    return this.#options.folder;
  }

  /** No step can run in it any more. */
  get isLost(): boolean {
    return this.#lostBecause !== undefined;
  }

  /** Exported to the steps from the next one on. */
  export(variables: Readonly<Record<string, string>>): void {
    this.#pendingExports += exportText(variables);
  }

  /** Runs one attempt to its end, however it ends. Never rejects for what the commands do. */
  async run(attempt: Attempt): Promise<Observation> {
    const failure = await this.#start;
    if (attempt.signal?.aborted) return emptyObservation({ kind: 'interrupted' });
    const reason = failure ?? this.#lostBecause;
    if (reason !== undefined) return emptyObservation({ kind: 'no-shell', reason });
    if (this.#inFlight !== undefined) throw new Error('a session runs one step at a time');
    return new Promise((resolve) => {
      const startedAt = performance.now();
      const endsAt = startedAt + attempt.limitMs;
      this.#inFlight = {
        startedAt,
        endsAt,
        ending: attempt.endingAtLimit,
        resolve,
        isStopping: false,
      };
      this.#listenTo(attempt.signal);
      this.#watchFor(endsAt);
      this.#hand(attempt);
    });
  }

  /** Ends the shell and everything that still runs in its process group, and removes its folder. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  /**
   * One timer for the whole session: it goes off at the earliest end of an attempt that it has heard of, and is set
   * anew if the attempt that runs then may go on. Most steps end long before it does.
   */
  #watchFor(endsAt: number): void {
    if (endsAt >= this.#watchedUntil) return;
    this.#callOffWatch();
    this.#watchedUntil = endsAt;
    this.#callOffWatch = startDeadline(endsAt - performance.now(), () => {
      this.#watchedUntil = Number.POSITIVE_INFINITY;
      const step = this.#inFlight;
      if (step === undefined) return;
      if (performance.now() >= step.endsAt) this.#stop(step.ending);
      else this.#watchFor(step.endsAt);
    });
  }

  get #graceMs(): number {
    return this.#options.graceMs ?? graceDefaultMs;
  }

  /** The same one for all steps of a page, so one listener does. */
  #listenTo(signal: AbortSignal | undefined): void {
    if (signal === this.#heard) return;
    this.#heard?.removeEventListener('abort', this.#onAbort);
    signal?.addEventListener('abort', this.#onAbort);
    this.#heard = signal;
  }

  readonly #onAbort = (): void => this.#stop({ kind: 'interrupted' });

  async #close(): Promise<void> {
    const failure = await this.#start;
    this.#listenTo(undefined);
    // At once, so that it is gone when the shell is.
    this.#process.dismissWatchdog();
    if (failure === undefined && this.#lostBecause === undefined) {
      const ending: Ending = { kind: 'deadline', limit: 'attempt', limitMs: this.#graceMs };
      const limits = { limitMs: this.#graceMs, endingAtLimit: ending };
      await this.run({ code: '', line: 0, mode: 'once', ...limits });
    }
    await this.#endGroup();
    this.#callOffWatch();
    this.#streams.close();
    this.#process.close();
    rmSync(this.#options.folder, { recursive: true, force: true });
  }

  #hand(attempt: Attempt): void {
    const isRepetition = attempt.mode === 'again' && this.#repetitions < repetitionsPerLine;
    if (isRepetition) {
      this.#repetitions += 1;
      this.#process.passGate('again');
      return;
    }
    this.#repetitions = 0;
    // Newlines up to the step's own place in the page, so that bash's messages name that line.
    const padding = '\n'.repeat(Math.max(0, attempt.line - this.#line));
    const text = attempt.mode === 'once' ? stepLine : repeatableStepLine;
    const line = attempt.line === 0 ? exitLine : text(attempt.code);
    this.#process.appendToScript(padding + this.#pendingExports + line);
    this.#line += padding.length + 1;
    this.#pendingExports = '';
    this.#process.passGate('next');
  }

  async #waitUntilReady(): Promise<string | undefined> {
    const { signal } = this.#options;
    let callOff: () => void = () => undefined;
    const givenUp = new Promise<string>((resolve) => {
      const late = `Unexpected silence of the shell, expected it to be up within ${startLimitMs / 1000}s`;
      const cancel = startDeadline(startLimitMs, () => resolve(late));
      const onAbort = (): void => resolve('Interrupted while the shell started');
      if (signal?.aborted) onAbort();
      signal?.addEventListener('abort', onAbort, { once: true });
      callOff = () => {
        cancel();
        signal?.removeEventListener('abort', onAbort);
      };
    });
    const first = await Promise.race([this.#process.ready, this.#process.exited, givenUp]);
    callOff();
    if (first === undefined) {
      this.#streams.open(this.#options.folder);
      this.#process.openGate();
      return undefined;
    }
    if (typeof first === 'string') {
      await this.#endGroup();
      return first;
    }
    await this.#streams.drain();
    const command = [...this.#options.prefix, 'bash'].join(' ');
    const words = this.#process.bootWords || `exit code ${first.exitCode}, signal ${first.signal}`;
    return `Cannot start the shell with \`${command}\`: ${words}`;
  }

  #onMark(exitCode: number): void {
    const step = this.#inFlight;
    if (step === undefined || step.isStopping) return;
    this.#finish(step, { kind: 'completed', exitCode });
  }

  async #onExit(exit: ShellExit): Promise<void> {
    this.#lostBecause ??=
      'The shell ended in the step before: put `exit`, `exec` and `set -e` into parentheses';
    await this.#streams.drain();
    const step = this.#inFlight;
    if (step !== undefined && !step.isStopping)
      this.#finish(step, { kind: 'shell-exited', ...exit });
  }

  #stop(ending: Ending): void {
    const step = this.#inFlight;
    if (step === undefined || step.isStopping) return;
    step.isStopping = true;
    this.#lostBecause = 'The shell was ended together with the step before';
    void this.#endGroup()
      .then(() => this.#streams.drain())
      .then(() => this.#finish(step, ending));
  }

  async #endGroup(): Promise<void> {
    this.#process.dismissWatchdog();
    const { group } = this.#process;
    if (group !== undefined) await endProcessGroup(group, this.#graceMs);
  }

  #finish(step: InFlight, ending: Ending): void {
    this.#inFlight = undefined;
    const stdout = this.#streams.takeOutput();
    const stderr = this.#streams.takeError();
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

/** Of a step that did not get to run. */
export function emptyObservation(ending: Ending): Observation {
  const nothing = new Uint8Array();
  const output = { stdout: nothing, stderr: nothing, droppedStdoutBytes: 0, droppedStderrBytes: 0 };
  return { ending, ...output, durationMs: 0 };
}
