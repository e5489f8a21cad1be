// `runbook journal …`: its arguments and its help.
import type { Command } from 'commander';
import type { Io } from '../io.ts';
import { examples, type OnExit } from './shared.ts';

export function addJournal(program: Command, io: Io, onExit: OnExit): void {
  program
    .command('journal')
    .description('print the journal of a guided run as Markdown, for the post-mortem')
    .argument('<file>', 'a journal, from `.runbook/journal/`')
    .addHelpText(
      'after',
      examples([
        ['runbook journal .runbook/journal/20260105T031205Z-disk-full.jsonl > incident.md', ''],
      ]),
    )
    .action(async (path: string) => {
      const { journalCommand } = await import('../commands/journal.ts');
      onExit(await journalCommand(path, io));
    });
}
