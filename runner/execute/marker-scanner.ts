// Finds the end marks that the shell prints after each step, in a stream that is otherwise the step's own.
import type { Capture } from './capture.ts';

const newline = 0x0a;

/**
 * Feeds everything before a mark into `capture` and calls `onMark` with the rest of the mark's line.
 * Chunks may cut a mark anywhere: a possible beginning of one is held back until the next chunk decides.
 * The mark must begin with a byte that does not occur again in it.
 */
export class MarkerScanner {
  readonly #mark: Buffer;
  readonly #capture: Capture;
  readonly #onMark: (rest: string) => void;
  #held: Buffer | undefined;

  constructor(mark: Buffer, capture: Capture, onMark: (rest: string) => void) {
    this.#mark = mark;
    this.#capture = capture;
    this.#onMark = onMark;
  }

  feed(chunk: Buffer): void {
    let data = this.#held === undefined ? chunk : Buffer.concat([this.#held, chunk]);
    this.#held = undefined;
    for (;;) {
      const at = data.indexOf(this.#mark);
      if (at < 0) break;
      const end = data.indexOf(newline, at + this.#mark.length);
      if (at > 0) this.#capture.push(data.subarray(0, at));
      if (end < 0) {
        this.#held = data.subarray(at);
        return;
      }
      const rest = data.toString('latin1', at + this.#mark.length, end);
      data = data.subarray(end + 1);
      this.#onMark(rest);
    }
    this.#keepAllButPartialMark(data);
  }

  /** The stream is at its end: what was held back was output after all. */
  flush(): void {
    if (this.#held !== undefined) this.#capture.push(this.#held);
    this.#held = undefined;
  }

  #keepAllButPartialMark(data: Buffer): void {
    if (data.length === 0) return;
    const tail = data.lastIndexOf(this.#mark.subarray(0, 1));
    const rest = tail < 0 ? undefined : data.subarray(tail);
    const isPartial =
      rest !== undefined &&
      rest.length < this.#mark.length &&
      rest.equals(this.#mark.subarray(0, rest.length));
    if (!isPartial) {
      this.#capture.push(data);
      return;
    }
    if (tail > 0) this.#capture.push(data.subarray(0, tail));
    this.#held = rest;
  }
}
