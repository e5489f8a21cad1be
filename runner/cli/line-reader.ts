// Lines that somebody types, one at a time. Between two of them the stream rests, so that the process can end.
import { createInterface, type Interface } from 'node:readline';

interface Reader {
  readonly lines: Interface;
  readonly typed: string[];
  isOver: boolean;
  wake: () => void;
}

const readers = new WeakMap<NodeJS.ReadableStream, Reader>();

/** Leaves the terminal as it is: editing, echo and Ctrl-C are the terminal's own. */
export async function readLine(
  stream: NodeJS.ReadableStream,
  signal: AbortSignal,
): Promise<string | undefined> {
  const reader = readers.get(stream) ?? open(stream);
  reader.lines.resume();
  const onAbort = (): void => reader.wake();
  signal.addEventListener('abort', onAbort);
  try {
    while (reader.typed.length === 0 && !reader.isOver && !signal.aborted) {
      await new Promise<void>((resolve) => {
        reader.wake = resolve;
      });
    }
    return signal.aborted ? undefined : reader.typed.shift();
  } finally {
    signal.removeEventListener('abort', onAbort);
    if (!reader.isOver) reader.lines.pause();
  }
}

function open(stream: NodeJS.ReadableStream): Reader {
  const lines = createInterface({ input: stream, terminal: false });
  const reader: Reader = { lines, typed: [], isOver: false, wake: () => undefined };
  lines.on('line', (line) => {
    reader.typed.push(line);
    reader.wake();
  });
  lines.on('close', () => {
    reader.isOver = true;
    reader.wake();
  });
  readers.set(stream, reader);
  return reader;
}
