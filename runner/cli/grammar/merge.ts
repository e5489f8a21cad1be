// `runbook merge …`: its arguments and its help.
import type { Command } from 'commander';
import type { MergeCommandOptions } from '../commands/merge.ts';
import type { Io } from '../io.ts';
import { addReporting } from './reporting.ts';
import { examples, type OnExit } from './shared.ts';

export function addMerge(program: Command, io: Io, onExit: OnExit): void {
  const command = program
    .command('merge')
    .description('put the JSON reports of `run --shard` together, and end as the whole run would')
    .argument('<report...>', 'JSON reports, one of each part')
    .option('--partial', 'merge what is there when parts are missing')
    .option('--fail-on-flaky', 'end with 1 when a runbook passed only in a retry');
  addReporting(command)
    .addHelpText(
      'after',
      examples([
        ['runbook run content --shard 1/2 --report part-1.json', 'on one machine'],
        ['runbook run content --shard 2/2 --report part-2.json', 'on another'],
        ['runbook merge part-*.json', 'the whole, for people'],
        ['runbook merge part-*.json --reporter junit:all.xml', 'and for CI'],
      ]),
    )
    .action(async (files: string[], options: MergeCommandOptions) => {
      const { mergeCommand } = await import('../commands/merge.ts');
      onExit(await mergeCommand(files, options, io));
    });
}
