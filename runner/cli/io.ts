// What the command line needs of the process. `main.ts` alone knows the process itself.

import type { Terminal } from './guide/terminal.ts';

export interface Output {
  /** Resolves when the text is on its way, so that a slow reader slows the writer down. */
  readonly write: (text: string) => Promise<void>;
  readonly isTerminal: boolean;
  /** Width in characters. */
  readonly columns: number;
}

export interface Input {
  /** A person types there. */
  readonly isTerminal: boolean;
  /** The next line without its end. Undefined: there is no more, or the signal came first. */
  readonly readLine: (signal: AbortSignal) => Promise<string | undefined>;
  /** For a conversation on the terminal; `signal` ends it. */
  readonly openTerminal: (signal: AbortSignal) => Promise<Terminal>;
}

export interface Io {
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Absolute path that relative ones start from. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborts at the first Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
}

/** NO_COLOR and FORCE_COLOR win over what the stream is; see no-color.org and force-color.org. */
export function wantsColor(output: Output, env: Io['env']): boolean {
  if (env['NO_COLOR']) return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return output.isTerminal && env['TERM'] !== 'dumb';
}

/** The last line may be taken back: what is going on can be shown there. */
export function isLive(output: Output, env: Io['env']): boolean {
  return output.isTerminal && env['TERM'] !== 'dumb' && !env['CI'];
}
