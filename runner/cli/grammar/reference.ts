// `runbook reference`: prints the page about the command line that a site publishes.
import type { Command } from 'commander';
import type { Io } from '../io.ts';
import type { OnExit } from './shared.ts';

/** `whole` builds the program with all of its commands. */
export function addReference(program: Command, io: Io, onExit: OnExit, whole: () => Command): void {
  program
    .command('reference', { hidden: true })
    .description('print the reference of the command line as Markdown')
    .action(async () => {
      const { formatReference } = await import('../reference.ts');
      await io.stdout.write(formatReference(whole()));
      onExit(0);
    });
}
