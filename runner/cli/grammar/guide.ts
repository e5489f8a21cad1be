// `runbook guide …`: its arguments and its help.
import type { Command } from 'commander';
import type { GuideCommandOptions } from '../guide/guide-request.ts';
import type { Io } from '../io.ts';
import { addConsent, addValues } from './run-options.ts';
import { configOption, examples, type OnExit } from './shared.ts';

export function addGuide(program: Command, io: Io, onExit: OnExit): void {
  const command = program
    .command('guide')
    .description('lead through one runbook: show it, ask before each step, judge, keep a journal')
    .argument('<page>', 'a runbook');
  addConsent(addValues(command))
    .option('--target <name>', 'a target of the config (default: the local shell)')
    .option('--fixture', 'practise on the page’s fixture')
    .option('--from <name>', 'begin at this step')
    .option('--resume', 'go on where the newest journal of the page that is not complete ends')
    .option('--journal <file>', 'the journal (default: a new one in `.runbook/journal/`)')
    .option('--yes-read-only', 'run read-only steps without a question')
    .option(...configOption)
    .addHelpText(
      'after',
      examples([
        ['runbook guide disk-full.md', 'in the local shell'],
        ['runbook guide disk-full.md --target prod', 'on a target of the config'],
        ['runbook guide disk-full.md --resume', 'after an interruption'],
        ['runbook guide disk-full.md --fixture', 'for training'],
      ]),
    )
    .action(async (path: string, options: GuideCommandOptions) => {
      const { guideCommand } = await import('../commands/guide.ts');
      onExit(await guideCommand(path, options, io));
    });
}
