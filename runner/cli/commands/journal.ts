// `runbook journal`: what a guided run left behind, as Markdown for the post-mortem.
import { journalMarkdown } from '../../guide/journal-markdown.ts';
import { exitCodes } from '../exit-code.ts';
import { openJournal } from '../guide/journal-file.ts';
import type { Io } from '../io.ts';

export async function journalCommand(path: string, io: Io): Promise<number> {
  const { entries } = openJournal(path, io.cwd);
  await io.stdout.write(journalMarkdown(entries));
  return exitCodes.pass;
}
