// The process's own streams as outputs.
import type { Output } from './io.ts';

export interface StreamOutput {
  readonly output: Output;
  /** Hands what is held back to the stream. */
  readonly flush: () => void;
}

/** A reader of a file or a pipe sees no difference, and a thousand short lines are a few writes instead of a thousand. */
const heldBackMs = 10;
const heldBackMax = 16 * 1024;

/** `before` is called before every write: what two streams say comes in the order in which it was said. */
export function toOutput(stream: NodeJS.WriteStream, before?: () => void): StreamOutput {
  const isTerminal = stream.isTTY === true;
  let held = '';
  let timer: NodeJS.Timeout | undefined;
  // The callback comes after an error too: who writes need not know that nobody reads.
  const send = (text: string): Promise<void> =>
    new Promise((resolve) => {
      if (stream.destroyed) resolve();
      else stream.write(text, () => resolve());
    });
  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const text = held;
    held = '';
    return text === '' ? Promise.resolve() : send(text);
  };
  const write = async (text: string): Promise<void> => {
    before?.();
    if (isTerminal || before !== undefined) return send(text);
    held += text;
    if (held.length >= heldBackMax) return flush();
    timer ??= setTimeout(flush, heldBackMs);
  };
  return {
    output: {
      write,
      isTerminal,
      // Some terminals say 0 for not knowing.
      columns: stream.columns || 80,
    },
    flush: () => void flush(),
  };
}
