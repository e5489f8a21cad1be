// From arguments to an exit code. Every way to end is decided here.
import { CommanderError } from 'commander';
import { bugExitCode, describeFailure, exitCodes, Failure } from './failure.ts';
import { createProgram } from './program.ts';

/** Runs one command line and returns its exit code. */
export async function runCli(words: readonly string[]): Promise<number> {
  let code = 0;
  try {
    const program = createProgram((chosen) => (code = chosen));
    await program.parseAsync(words, { from: 'user' });
    return code;
  } catch (error) {
    return explain(error, words.includes('--json'));
  }
}

function explain(error: unknown, json: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage;
  if (error instanceof Failure) {
    const { kind, message, details, hint } = error;
    if (json)
      process.stdout.write(`${JSON.stringify({ error: { kind, message, details, hint } })}\n`);
    process.stderr.write(describeFailure(error));
    return exitCodes[kind];
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`engram-ops: this is a bug in engram-ops\n${stack}\n`);
  return bugExitCode;
}
