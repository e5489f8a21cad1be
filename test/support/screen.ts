// A program on a real terminal of a certain size, and the screen as a person sees it: `tmux` is the terminal.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { quoteForBash } from '../../runner/execute/quote.ts';
import { waitUntil } from './wait-until.ts';

export interface Screen {
  /** Keys as tmux names them: `Enter`, `C-c`, `C-d`; anything else is typed as it is. */
  readonly press: (...keys: readonly string[]) => void;
  /** Types the text, then Enter. */
  readonly answer: (text: string) => void;
  /** What is visible now, without empty lines at the end. */
  readonly visible: () => string;
  /** Everything since the start; lines that were wrapped by the terminal are one. */
  readonly shown: () => string;
  /** As `visible`, with the escape sequences of its colours. */
  readonly colored: () => string;
  /** Resolves when `text` is shown below what was waited for last. */
  readonly waitFor: (text: string | RegExp) => Promise<void>;
  /** As `waitFor`, for what will go again: the next wait begins where this one did. */
  readonly glimpse: (text: string) => Promise<void>;
  /** Exit code of the program. */
  readonly exit: () => Promise<number>;
  /** Of the program. */
  readonly pid: () => number;
  /** The window is closed. */
  readonly close: () => void;
}

export interface ScreenOptions {
  readonly cwd: string;
  /** The whole environment, but for `TERM`. */
  readonly env: Readonly<Record<string, string>>;
  /** Default 80 × 24. */
  readonly columns?: number;
  readonly rows?: number;
}

const patienceMs = 45_000;
let screens = 0;

/** Ends with the test, if it has not before. */
export function openScreen(argv: readonly string[], options: ScreenOptions): Screen {
  const { cwd, env, columns = 80, rows = 24 } = options;
  screens += 1;
  const server = `screen-${process.pid}-${screens}`;
  const tmux = (...args: readonly string[]): string =>
    execFileSync('tmux', ['-L', server, '-f', '/dev/null', ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  const pidFile = join(cwd, `${server}.pid`);
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  // Only the program has these variables: what of it is left can be found by them.
  const quoted = ['env', ...variables, ...argv].map(quoteForBash).join(' ');
  const program = `echo $$ >${quoteForBash(pidFile)}; exec ${quoted}`;
  const command = `bash -c ${quoteForBash(program)}; echo "exit $?"; exec sleep 600`;
  const size = ['-x', String(columns), '-y', String(rows)];
  const plain = ['env', '-i', 'TERM=screen-256color', `PATH=${process.env['PATH'] ?? ''}`];
  const wrapped = [...plain, 'bash', '-c', command];
  tmux('new-session', '-d', ...size, '-c', cwd, ...wrapped);
  tmux('set-option', '-g', 'history-limit', '5000');
  onTestFinished(() => {
    try {
      tmux('kill-server');
    } catch {
      // Closed by the test already.
    }
  });
  const capture = (...args: readonly string[]): string =>
    tmux('capture-pane', '-p', ...args)
      .replaceAll(/ +$/gm, '')
      .replace(/\n+$/, '');
  const shown = (): string => capture('-J', '-S', '-');
  let seen = 0;
  const screen: Screen = {
    press: (...keys) => {
      tmux('send-keys', ...keys);
    },
    answer: (text) => {
      if (text !== '') tmux('send-keys', '-l', text);
      tmux('send-keys', 'Enter');
    },
    visible: () => capture(),
    shown,
    colored: () => capture('-e'),
    async waitFor(text) {
      const find = (): number => {
        const rest = shown().slice(seen);
        const at = typeof text === 'string' ? rest.indexOf(text) : rest.search(text);
        if (at < 0) return -1;
        const size = typeof text === 'string' ? text.length : (text.exec(rest)?.[0].length ?? 0);
        return seen + at + size;
      };
      await waitUntil(() => find() >= 0, patienceMs, `${text} on the screen`).catch(
        (error: Error) => {
          throw new Error(`${error.message}, which shows:\n${shown()}`);
        },
      );
      seen = find();
    },
    async glimpse(text) {
      const isThere = (): boolean => shown().slice(seen).includes(text);
      await waitUntil(isThere, patienceMs, `${text} on the screen`);
    },
    async exit() {
      await screen.waitFor(/^exit \d+$/m);
      return Number(/^exit (\d+)$/m.exec(shown())?.[1]);
    },
    pid: () => Number(readFileSync(pidFile, 'utf8')),
    close: () => {
      tmux('kill-server');
    },
  };
  return screen;
}
