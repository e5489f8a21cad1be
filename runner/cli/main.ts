#!/usr/bin/env node
// The edge to the process: arguments, streams, signals, exit code. Nothing else in this room touches them.
import { once } from 'node:events';
import { cli, describeBug } from './cli.ts';
import { exitCodes } from './exit-code.ts';
import type { Output } from './io.ts';

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
  if (error.code !== 'EPIPE') throw error;
  interrupt.abort('EPIPE');
}

function toOutput(stream: NodeJS.WriteStream): Output {
  return {
    write: async (text) => {
      if (stream.destroyed || stream.write(text)) return;
      await Promise.race([once(stream, 'drain'), once(stream, 'close')]);
    },
    isTerminal: stream.isTTY,
    columns: stream.columns ?? 80,
  };
}

const exitCode = await cli(process.argv.slice(2), {
  stdout: toOutput(process.stdout),
  stderr: toOutput(process.stderr),
  cwd: process.cwd(),
  env: process.env,
  signal: interrupt.signal,
});
process.exitCode ??= exitCode;
