// Programs that engram-ops runs and waits for.
import { spawn } from 'node:child_process';

export type Ran = {
  /** 127 if there is no such program, null if it was killed. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** Unix milliseconds at which the first of its output came; at which it ended if there was none. */
  readonly firstAt: number;
};

/** Runs to the end, killed after `deadline` milliseconds. `input`: for stdin, which is empty without it. */
export function runProgram(
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
  deadline: number,
  input = '',
): Promise<Ran> {
  const { promise, resolve } = Promise.withResolvers<Ran>();
  const [program = '', ...rest] = words;
  const child = spawn(program, rest, {
    env: environment,
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: deadline,
    killSignal: 'SIGKILL',
  });
  // A program that does not read what it gets ends without it, and its exit code says what came of it.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  let out = '';
  let err = '';
  let firstAt: number | undefined;
  child.stdout.on('data', (part: Buffer) => {
    firstAt ??= Date.now();
    out += part.toString('utf8');
  });
  child.stderr.on('data', (part: Buffer) => (err += part.toString('utf8')));
  child.once('error', (error: NodeJS.ErrnoException) =>
    resolve({ code: 127, out, err: error.message, firstAt: Date.now() }),
  );
  child.once('close', (code) => resolve({ code, out, err, firstAt: firstAt ?? Date.now() }));
  return promise;
}
