// A person at a terminal: what is asked, what is typed, and the time in between, when nothing that is typed counts.
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { ReadStream, WriteStream } from 'node:tty';

export type Answer =
  | { readonly kind: 'text'; readonly text: string }
  /** Ctrl-C or Ctrl-D at the prompt. */
  | { readonly kind: 'quit' }
  /** The terminal was closed, or the process is told to end. */
  | { readonly kind: 'gone' };

export interface AskOptions {
  /** What is typed is not shown. Default false. */
  readonly hidden?: boolean;
}

export interface Terminal {
  readonly columns: number;
  readonly rows: number;
  readonly print: (text: string) => Promise<void>;
  /** `prompt` stays in front of what is typed; the answer is without blanks around it. */
  readonly ask: (prompt: string, options?: AskOptions) => Promise<Answer>;
  /** What is typed while `work` runs is thrown away, so that it answers no later question. Ctrl-C is told. */
  readonly duringWork: <T>(work: () => Promise<T>, onInterrupt: () => void) => Promise<T>;
}

export interface TerminalStreams {
  readonly input: ReadStream;
  readonly output: WriteStream;
  /** Aborts when the process is told to end. */
  readonly signal: AbortSignal;
}

export function openTerminal(streams: TerminalStreams): Terminal {
  const { input, output } = streams;
  // A terminal that was closed cannot be read. Whoever asks next is told.
  input.on('error', () => undefined);
  return {
    get columns() {
      return output.columns || 80;
    },
    get rows() {
      return output.rows || 24;
    },
    print: (text) => print(output, text),
    ask: (prompt, options = {}) => ask(streams, prompt, options),
    duringWork: (work, onInterrupt) => duringWork(streams, work, onInterrupt),
  };
}

async function print(output: WriteStream, text: string): Promise<void> {
  if (text === '' || output.destroyed) return;
  await new Promise<void>((resolve) => {
    output.write(text, () => resolve());
  });
}

async function ask(
  { input, output, signal }: TerminalStreams,
  prompt: string,
  { hidden = false }: AskOptions,
): Promise<Answer> {
  if (signal.aborted || input.destroyed || input.readableEnded) return { kind: 'gone' };
  const lastLine = prompt.lastIndexOf('\n') + 1;
  await print(output, prompt.slice(0, lastLine));
  const shown = prompt.slice(lastLine);
  if (hidden) await print(output, shown);
  const lines = createInterface({
    input,
    output: hidden ? nowhere() : output,
    terminal: true,
    historySize: 0,
    prompt: hidden ? '' : shown,
  });
  const gone: Answer = { kind: 'gone' };
  const isGone = (): boolean => signal.aborted || input.readableEnded || input.destroyed;
  const { promise, resolve } = Promise.withResolvers<Answer>();
  const leave = (): void => resolve(gone);
  signal.addEventListener('abort', leave);
  input.on('error', leave);
  lines.once('line', (text) => resolve({ kind: 'text', text: text.trim() }));
  lines.once('SIGINT', () => resolve({ kind: 'quit' }));
  lines.once('close', () => resolve(isGone() ? gone : { kind: 'quit' }));
  lines.prompt();
  const answer = await promise;
  signal.removeEventListener('abort', leave);
  input.off('error', leave);
  lines.close();
  if (hidden || answer.kind !== 'text') await print(output, '\n');
  return answer;
}

function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}

const ctrlC = 0x03;

async function duringWork<T>(
  { input }: TerminalStreams,
  work: () => Promise<T>,
  onInterrupt: () => void,
): Promise<T> {
  const onKeys = (keys: Buffer): void => {
    if (keys.includes(ctrlC)) onInterrupt();
  };
  input.setRawMode(true);
  input.on('data', onKeys);
  input.resume();
  try {
    return await work();
  } finally {
    input.off('data', onKeys);
    input.pause();
    if (!input.destroyed) input.setRawMode(false);
  }
}
