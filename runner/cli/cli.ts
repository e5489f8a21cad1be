// Arguments to exit code. Every kind of wrong is turned into its text and its code here and nowhere else.
import { type Command, CommanderError } from 'commander';
import { describeBug, isNothingToDo, isUserError } from '../errors.ts';
import { exitCodes } from './exit-code.ts';
import type { Io } from './io.ts';
import { createProgram } from './program.ts';
import { version } from './version.ts';

/** `argv` without the program's own name. Never throws: a bug of ours is printed as one. */
export async function cli(argv: readonly string[], io: Io): Promise<number> {
  let exitCode: number = exitCodes.pass;
  const program = createProgram(io, {
    version,
    called: argv[0],
    onExit: (code) => {
      exitCode = code;
    },
  });
  const written: { readonly to: 'stdout' | 'stderr'; readonly text: string }[] = [];
  for (const command of [program, ...program.commands]) collectOutput(command, written);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    for (const { to, text } of written) await io[to].write(text);
    return await reportError(error, io);
  }
}

function collectOutput(
  command: Command,
  written: { readonly to: 'stdout' | 'stderr'; readonly text: string }[],
): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => written.push({ to: 'stdout', text }),
    writeErr: (text) => written.push({ to: 'stderr', text: text.replace(noPath, helpfulNoPath) }),
  });
  const name = command.parent === null ? 'runbook' : `runbook ${command.name()}`;
  command.showHelpAfterError(`hint: \`${name} --help\` shows what it understands`);
}

const noPath = "error: missing required argument 'path'";
const helpfulNoPath =
  'error: Unexpected absence of a path, expected files, folders or patterns; `.` is the working directory';

async function reportError(error: unknown, io: Io): Promise<number> {
  if (error instanceof CommanderError) {
    // Help and version were asked for; commander has said all that there is to say.
    return error.exitCode === 0 ? exitCodes.pass : exitCodes.usage;
  }
  if (isUserError(error)) {
    const hint = error.hint === undefined ? '' : `\nhint: ${error.hint}`;
    await io.stderr.write(`error: ${error.message}${hint}\n`);
    return isNothingToDo(error) ? exitCodes.error : exitCodes.usage;
  }
  await io.stderr.write(describeBug(error));
  return exitCodes.bug;
}
