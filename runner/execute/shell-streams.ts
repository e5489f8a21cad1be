// The runner's ends of a shell's two output pipes.
import { closeSync, constants, openSync, unlinkSync } from 'node:fs';
import { Socket } from 'node:net';
import { Capture, type Captured } from './capture.ts';
import { MarkerScanner } from './marker-scanner.ts';
import { markByte } from './prelude.ts';

// A background process may print for ever: after the shell's end only what the pipes already held is of interest.
const drainLimitMs = 250;

export interface Marks {
  /** The step ended with this exit code. */
  onOutputMark(exitCode: number): void;
  onErrorMark(): void;
}

export class ShellStreams {
  readonly #stdout: Capture;
  readonly #stderr: Capture;
  readonly #scanners: readonly [MarkerScanner, MarkerScanner];
  #sockets: readonly Socket[] = [];

  constructor(nonce: string, keptBytes: number | undefined, marks: Marks) {
    const mark = Buffer.from(`${markByte}${nonce}`);
    this.#stdout = new Capture(keptBytes);
    this.#stderr = new Capture(keptBytes);
    this.#scanners = [
      new MarkerScanner(mark, this.#stdout, (rest) => marks.onOutputMark(Number(rest))),
      new MarkerScanner(mark, this.#stderr, () => marks.onErrorMark()),
    ];
  }

  /** Opens the read ends; the names are needed no longer then. Real pipes: on Node's own, `/dev/stderr` cannot be opened. */
  open(folder: string): void {
    const [output, error] = this.#scanners;
    this.#sockets = [openPipe(`${folder}/o`, output), openPipe(`${folder}/e`, error)];
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
      const read = this.#sockets.reduce((sum, socket) => sum + socket.bytesRead, 0);
      idleTurns = read === last ? idleTurns + 1 : 0;
      last = read;
    }
    for (const scanner of this.#scanners) scanner.flush();
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}

function openPipe(path: string, scanner: MarkerScanner): Socket {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    unlinkSync(path);
    const socket = new Socket({ fd: descriptor, readable: true, writable: false });
    socket.on('data', (chunk: Buffer) => scanner.feed(chunk));
    return socket;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}
