// `spaces …`: memory spaces.
import { Command } from 'commander';
import { cluster, examples, json, type SetExitCode } from './shared.ts';

export function spacesCommands(exit: SetExitCode): Command {
  const group = new Command('spaces')
    .description('Work on memory spaces.')
    .addHelpText('after', examples(['spaces create notes']));
  group
    .command('create')
    .description('Create spaces; one that exists is left as it is.')
    .argument('<name...>', '3 to 64 of a-z, 0-9, _ and -')
    .addOption(cluster())
    .addOption(json())
    .addHelpText('after', examples(['spaces create notes', 'spaces create space-0 space-1 --json']))
    .action(async (names, options) =>
      exit(await (await import('../commands/spaces-create.ts')).spacesCreate(names, options)),
    );
  group
    .command('check-promotion')
    .description(
      'Check that no space needs a node: each has a live primary and all copies elsewhere.',
    )
    .requiredOption('--node <node>', 'the node that goes, or has gone')
    .addOption(cluster())
    .addOption(json())
    .addHelpText(
      'after',
      examples([
        'spaces check-promotion --node node-4',
        'spaces check-promotion --node node-4 --json',
      ]),
    )
    .action(async (options) =>
      exit(await (await import('../commands/spaces-check-promotion.ts')).checkPromotion(options)),
    );
  group
    .command('promote')
    .description('Give a node a copy of a space in place of its slowest replica.')
    .argument('<space>', 'the space')
    .requiredOption('--to <node>', 'the node that shall hold it')
    .option('--primary', 'and make it the primary')
    .addOption(cluster())
    .addOption(json())
    .addHelpText(
      'after',
      examples(['spaces promote notes --to node-4', 'spaces promote notes --to node-2 --primary']),
    )
    .action(async (space, options) =>
      exit(await (await import('../commands/rebalance.ts')).spacesPromote(space, options)),
    );
  return group;
}
