// `history …`: judging what a load wrote down.
import { Command } from 'commander';
import { cluster, examples, json, type SetExitCode } from './shared.ts';

export function historyCommands(exit: SetExitCode): Command {
  const group = new Command('history')
    .description('Judge what a load wrote down.')
    .addHelpText('after', examples(['history verify writes.jsonl']));
  group
    .command('verify')
    .description(
      'Read every acknowledged memory back from every live node; a lost one fails. Reads of the history are judged as well: how stale they were.',
    )
    .argument('<file>', 'a history of `load write`')
    .option(
      '--every-copy',
      'also read it from every copy of its space, without the help of other nodes',
    )
    .option(
      '--max-staleness <duration>',
      'exit 1 if more than 0.1 % of the reads missed what had been acknowledged for longer; default: 5s',
    )
    .addOption(cluster())
    .addOption(json())
    .addHelpText(
      'after',
      examples([
        'history verify writes.jsonl',
        'history verify writes.jsonl --every-copy --json',
        'history verify writes.jsonl --max-staleness 500ms',
      ]),
    )
    .action(async (file, options) =>
      exit(await (await import('../commands/history-verify.ts')).historyVerify(file, options)),
    );
  return group;
}
