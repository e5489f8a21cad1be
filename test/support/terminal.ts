// A program on a real terminal: `script` (util-linux) gives it one, and passes on what is typed and printed.
import { spawn } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { quoteForBash } from '../../runner/execute/quote.ts';
import { waitUntil } from './wait-until.ts';

export interface Terminal {
  /** As typed on the keyboard: `\r` is Enter, `\u0003` Ctrl-C, `\u0004` Ctrl-D, `\t` Tab. */
  readonly type: (keys: string) => void;
  /** All that it has shown so far, what was typed included; ends of lines are `\n`. */
  readonly shown: () => string;
  /** Resolves when `text` has been shown after the last thing that was waited for. */
  readonly waitFor: (text: string | RegExp) => Promise<void>;
  /** Exit code of the program; 128 + n for signal n. */
  readonly exit: Promise<number>;
}

const patienceMs = 45_000;

export interface TerminalOptions {
  readonly cwd: string;
  /** The whole environment. `TERM` is `xterm` unless it says otherwise. */
  readonly env: Readonly<Record<string, string>>;
  /** Default 200, so that nothing is wrapped. */
  readonly columns?: number;
}

/** Ends with the test, if it has not before. */
export function openTerminal(argv: readonly string[], options: TerminalOptions): Terminal {
  const { cwd, env, columns = 200 } = options;
  const command = `stty cols ${columns}; exec ${argv.map(quoteForBash).join(' ')}`;
  const wrapped = `exec bash -c ${quoteForPosix(command)}`;
  const child = spawn('script', ['-qefc', wrapped, '/dev/null'], {
    cwd,
    env: { TERM: 'xterm', SHELL: '/bin/sh', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let output = '';
  let seen = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const shown = (): string => output.replaceAll('\r\n', '\n');
  const exit = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? -1));
  });
  return {
    type: (keys) => child.stdin.write(keys),
    shown,
    async waitFor(text) {
      const find = (): number => {
        const rest = shown().slice(seen);
        const at = typeof text === 'string' ? rest.indexOf(text) : rest.search(text);
        if (at < 0) return -1;
        const size = typeof text === 'string' ? text.length : (text.exec(rest)?.[0].length ?? 0);
        return seen + at + size;
      };
      const isThere = (): boolean => find() >= 0;
      await waitUntil(isThere, patienceMs, `${text} on the terminal`).catch((error: Error) => {
        throw new Error(`${error.message}, which shows:\n${shown()}`);
      });
      seen = find();
    },
    exit,
  };
}

/** The shell of `script` may be a plain one. */
function quoteForPosix(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
