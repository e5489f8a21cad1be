#!/usr/bin/env node
// The edge to the process: arguments, streams, signals, exit code. Nothing else in this room touches them.
import { enableCompileCache } from 'node:module';
import { describeBug } from '../errors.ts';
import { exitCodes } from './exit-code.ts';
import { tooOld } from './node-version.ts';
import { toOutput } from './output.ts';
import { version } from './version.ts';

const interrupt = new AbortController();

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (!interrupt.signal.aborted) {
      interrupt.abort(signal);
      return;
    }
    // Somebody is in a hurry: no teardown, but nothing stays behind either.
    import('./end-own-runs.ts').then(
      ({ endOwnRuns }) => {
        endOwnRuns();
        process.exit(exitCodes.interrupted);
      },
      () => process.exit(exitCodes.interrupted),
    );
  });
}

for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => {
    process.stderr.write(describeBug(error));
    process.exitCode = exitCodes.bug;
    // Teardown still gets its turn; the code stays a bug's.
    interrupt.abort(event);
  });
}

// `runbook list | head` closes the pipe early, and wants no more.
process.stdout.on('error', onBrokenPipe);
process.stderr.on('error', onBrokenPipe);

function onBrokenPipe(error: NodeJS.ErrnoException): void {
  // The terminal was closed, which is no reason to fall over: it says `EIO`.
  if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
  interrupt.abort(error.code);
}

const stdout = toOutput(process.stdout);
const stderr = toOutput(process.stderr, stdout.flush);
process.on('exit', stdout.flush);

async function main(argv: readonly string[]): Promise<number> {
  // Halves the time to start. A static import would be loaded before the cache is on.
  enableCompileCache();
  const { cli } = await import('./cli.ts');
  return await cli(argv, {
    stdin: {
      get isTerminal() {
        return process.stdin.isTTY === true;
      },
      readLine: async (signal) =>
        (await import('./line-reader.ts')).readLine(process.stdin, signal),
      openTerminal: async (signal) =>
        (await import('./guide/terminal.ts')).openTerminal({
          input: process.stdin,
          output: process.stdout,
          signal,
        }),
    },
    stdout: stdout.output,
    stderr: stderr.output,
    cwd: process.cwd(),
    env: process.env,
    signal: interrupt.signal,
  });
}

const argv = process.argv.slice(2);
const complaint = tooOld(process.versions.node);
if (complaint !== null) {
  process.stderr.write(complaint);
  process.exitCode = exitCodes.usage;
} else if (argv.length === 1 && argv[0] === '--version') {
  // Asked by scripts and prompts, so it loads nothing.
  process.stdout.write(`${version}\n`);
} else {
  void main(argv).then((exitCode) => {
    process.exitCode ??= exitCode;
    stdout.flush();
  });
}
