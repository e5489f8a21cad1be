// The process that a target's prefix starts: requests go in, the two streams of the page's shell come out.
import { type ChildProcess, spawn } from 'node:child_process';
import { Capture, type Captured } from './capture.ts';
import { MarkerScanner } from './marker-scanner.ts';
import { endProcessGroup } from './process-group.ts';
import { agentScript, type RemoteNames, remoteMark } from './remote-prelude.ts';
import type { ShellOptions } from './shell-process.ts';

/** The target has no folder that the runner could see. */
export type RemoteOptions = Omit<ShellOptions, 'folder'>;

/** A mark that came through on both streams, so that everything before it has come through too. */
export interface RemoteMark {
  readonly kind: 'ready' | 'done' | 'exited';
  /** The version, or the exit code. */
  readonly word: string;
  readonly stdout: Captured;
  readonly stderr: Captured;
}

const kinds: Readonly<Record<string, RemoteMark['kind']>> = { R: 'ready', D: 'done', X: 'exited' };

// Of what is told of the words that came with the end of the connection.
const lastWordsMax = 2000;

export class RemoteConnection {
  readonly #child: ChildProcess;
  readonly #stdout: Capture;
  readonly #stderr: Capture;
  readonly #onMark: (mark: RemoteMark) => void;
  /** What has come on one stream and waits for the other. */
  #outputMark: { readonly rest: string; readonly taken: Captured } | undefined;
  #errorMark: Captured | undefined;
  #spawnError: string | undefined;
  /** Settles, with the exit code if there is one, when nothing more can come. */
  readonly ended: Promise<number | null>;

  constructor(options: RemoteOptions, names: RemoteNames, onMark: (mark: RemoteMark) => void) {
    this.#onMark = onMark;
    this.#stdout = new Capture(options.keptBytes);
    this.#stderr = new Capture(options.keptBytes);
    const mark = remoteMark(names.nonce);
    const output = new MarkerScanner(mark, this.#stdout, (rest) => {
      this.#outputMark = { rest: rest.trim(), taken: this.#stdout.take() };
      this.#pair();
    });
    const error = new MarkerScanner(mark, this.#stderr, () => {
      this.#errorMark = this.#stderr.take();
      this.#pair();
    });
    const [command = 'bash', ...rest] = [...options.prefix, 'bash', '--norc', '--noprofile', '-s'];
    this.#child = spawn(command, rest, {
      env: { ...options.env, RB_SESSION: options.runId },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    // Writing to a connection that has just ended is no error: its end is what is reported.
    this.#child.stdin?.on('error', () => undefined);
    this.#child.stdout?.on('data', (chunk: Buffer) => output.feed(chunk));
    this.#child.stderr?.on('data', (chunk: Buffer) => error.feed(chunk));
    this.ended = new Promise((resolve) => {
      this.#child.once('error', (cause) => {
        this.#spawnError = cause.message;
        resolve(null);
      });
      this.#child.once('close', (exitCode) => {
        output.flush();
        error.flush();
        resolve(exitCode);
      });
    });
    this.send(agentScript(names));
  }

  send(request: string): void {
    this.#child.stdin?.write(request);
  }

  /** Of a step that is still running. */
  takeOutput(): { readonly stdout: Captured; readonly stderr: Captured } {
    return {
      stdout: this.#outputMark?.taken ?? this.#stdout.take(),
      stderr: this.#errorMark ?? this.#stderr.take(),
    };
  }

  /** What was said at the end, for a person. */
  lastWords(stderr: Captured): string {
    if (this.#spawnError !== undefined) return this.#spawnError;
    return Buffer.from(stderr.bytes).toString().trim().slice(-lastWordsMax);
  }

  /** The agent ends everything and then itself. */
  hangUp(): void {
    this.#child.stdin?.end();
  }

  /** For an agent that does not answer. */
  async cut(graceMs: number): Promise<void> {
    const { pid } = this.#child;
    if (pid !== undefined) await endProcessGroup(pid, graceMs);
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
  }

  #pair(): void {
    const output = this.#outputMark;
    const stderr = this.#errorMark;
    if (output === undefined || stderr === undefined) return;
    this.#outputMark = undefined;
    this.#errorMark = undefined;
    const [letter = '', word = ''] = output.rest.split(' ');
    const kind = kinds[letter];
    if (kind !== undefined) this.#onMark({ kind, word, stdout: output.taken, stderr });
  }
}
