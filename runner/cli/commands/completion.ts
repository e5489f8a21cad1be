// `runbook completion SHELL` prints a script; the script calls `runbook complete -- WORDS` at each Tab.
import type { Command } from 'commander';
import { complete } from '../completion/complete.ts';
import type { Completion } from '../completion/completion.ts';
import { type CompletionShell, completionScripts } from '../completion/scripts.ts';
import { createSources } from '../completion/sources.ts';
import { exitCodes } from '../exit-code.ts';
import type { Io } from '../io.ts';

export async function completionCommand(shell: CompletionShell, io: Io): Promise<number> {
  await io.stdout.write(completionScripts[shell]);
  return exitCodes.pass;
}

/** For the scripts: the kind on the first line, then `+` for an open word or a blank, the word, a tab, what it is. */
export async function completeCommand(
  program: Command,
  words: readonly string[],
  io: Io,
): Promise<number> {
  const { kind, candidates } = await quietly(() => complete(program, words, createSources(io)));
  const lines = candidates.map(
    ({ value, about = '', isOpen }) =>
      `${isOpen ? '+' : ' '}${value}\t${about.replaceAll('\n', ' ')}`,
  );
  await io.stdout.write(`${[kind, ...lines].join('\n')}\n`);
  return exitCodes.pass;
}

/** A folder that is not there, a page that cannot be read: at the cursor there is just nothing to offer. */
async function quietly(work: () => Promise<Completion>): Promise<Completion> {
  try {
    return await work();
  } catch {
    return { kind: 'words', candidates: [] };
  }
}
