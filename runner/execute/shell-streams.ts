// The runner's ends of a shell's two output pipes.
import { closeSync, constants, openSync, readSync, unlinkSync } from 'node:fs';
import { Socket } from 'node:net';
import { Capture, type Captured } from './capture.ts';
import { MarkerScanner } from './marker-scanner.ts';
import { markByte } from './prelude.ts';

// A background process may print for ever: after the shell's end only what the pipes already held is of interest.
const drainLimitMs = 250;

/** As much as a pipe holds. */
const readBytes = 64 * 1024;

export class ShellStreams {
  readonly #stdout: Capture;
  readonly #stderr: Capture;
  readonly #scanner: MarkerScanner;
  #output: Pipe | undefined;
  #error: Pipe | undefined;

  /** `onMark` gets the exit code of the step that has just ended; all of its output can be taken then. */
  constructor(nonce: string, keptBytes: number | undefined, onMark: (exitCode: number) => void) {
    const mark = Buffer.from(`${markByte}${nonce}`);
    this.#stdout = new Capture(keptBytes);
    this.#stderr = new Capture(keptBytes);
    this.#scanner = new MarkerScanner(mark, this.#stdout, (rest) => {
      const [exitCode, hasError] = rest.trim().split(' ');
      // It was written before the mark, so that it is in the pipe by now: no second mark is needed.
      if (hasError === '1') this.#error?.readWhatIsThere();
      onMark(Number(exitCode));
    });
  }

  /** Opens the read ends; the names are needed no longer then. Real pipes: on Node's own, `/dev/stderr` cannot be opened. */
  open(folder: string): void {
    this.#output = new Pipe(`${folder}/o`, (chunk) => this.#scanner.feed(chunk));
    this.#error = new Pipe(`${folder}/e`, (chunk) => this.#stderr.push(chunk));
  }

  takeOutput(): Captured {
    return this.#stdout.take();
  }

  takeError(): Captured {
    return this.#stderr.take();
  }

  /** Resolves when a dead shell's last words have been read. All of them are in the kernel's buffers already. */
  async drain(): Promise<void> {
    const endsAt = performance.now() + drainLimitMs;
    for (let idleTurns = 0, last = -1; idleTurns < 3 && performance.now() < endsAt; ) {
      await new Promise<void>((resolve) => {
        setImmediate(resolve);
      });
      const read = (this.#output?.bytesRead ?? 0) + (this.#error?.bytesRead ?? 0);
      idleTurns = read === last ? idleTurns + 1 : 0;
      last = read;
    }
    this.#scanner.flush();
  }

  close(): void {
    this.#output?.close();
    this.#error?.close();
  }
}

class Pipe {
  readonly #descriptor: number;
  readonly #socket: Socket;
  readonly #buffer = Buffer.allocUnsafe(readBytes);
  readonly #onChunk: (chunk: Buffer) => void;
  #bytesRead = 0;

  constructor(path: string, onChunk: (chunk: Buffer) => void) {
    this.#onChunk = onChunk;
    this.#descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      unlinkSync(path);
      this.#socket = new Socket({
        fd: this.#descriptor,
        readable: true,
        writable: false,
        // One buffer for all reads: what is kept is copied out of it.
        onread: {
          buffer: this.#buffer,
          callback: (length) => {
            this.#take(length);
            return true;
          },
        },
      });
    } catch (error) {
      closeSync(this.#descriptor);
      throw error;
    }
  }

  get bytesRead(): number {
    return this.#bytesRead;
  }

  /** Never waits. */
  readWhatIsThere(): void {
    if (this.#socket.destroyed) return;
    for (;;) {
      const length = readNow(this.#descriptor, this.#buffer);
      if (length > 0) this.#take(length);
      if (length < this.#buffer.length) return;
    }
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(length: number): void {
    this.#bytesRead += length;
    this.#onChunk(Buffer.from(this.#buffer.subarray(0, length)));
  }
}

/** 0 for a pipe that is empty or has no writers. */
function readNow(descriptor: number, buffer: Buffer): number {
  try {
    return readSync(descriptor, buffer, 0, buffer.length, null);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0;
    throw error;
  }
}
