// `replication …`: copies of spaces, and how far behind they are.
import { Argument, Command } from 'commander';
import { cluster, examples, json, type SetExitCode } from './shared.ts';

const commands = () => import('../commands/replication.ts');

export function replicationCommands(exit: SetExitCode): Command {
  const group = new Command('replication')
    .description('See whether spaces have all their copies and how far behind these are.')
    .addHelpText('after', examples(['replication status', 'replication lag']));
  group
    .command('status')
    .description('Show which copies are missing or behind. Exit code 1 if any is.')
    .addOption(cluster())
    .addOption(json())
    .addHelpText('after', examples(['replication status', 'replication status --json']))
    .action(async (options) => exit(await (await commands()).replicationStatus(options)));
  group
    .command('lag')
    .description('Show how far each replica is behind. Exit code 1 if one is above the limit.')
    .option('--space <space>', 'only replicas of this space')
    .option('--limit <duration>', 'the lag that is still good', '1s')
    .addOption(cluster())
    .addOption(json())
    .addHelpText(
      'after',
      examples(['replication lag', 'replication lag --space notes --limit 500ms --json']),
    )
    .action(async (options) => exit(await (await commands()).replicationLag(options)));
  group
    .command('repair')
    .description(
      'Give copies that are missing to spare nodes now instead of after a while. Exit code 1 if there is no node for them, or it did not get on.',
    )
    .option('--wait', 'wait until it is over')
    .option('--within <duration>', 'give up waiting after this time', '5m')
    .addOption(cluster())
    .addOption(json())
    .addHelpText(
      'after',
      examples(['replication repair', 'replication repair --wait --within 10m']),
    )
    .action(async (options) => exit(await (await commands()).replicationRepair(options)));
  addSettings(group, exit);
  return group;
}

/** What all nodes are told at once, and keep. */
function addSettings(group: Command, exit: SetExitCode): void {
  group
    .command('set-ack')
    .description(
      'Set when a store is acknowledged, on all nodes and for good: quorum, the default, or async, which a failover may lose.',
    )
    .addArgument(
      new Argument(
        '<mode>',
        'quorum: a majority has it on disk; async: its primary has it on disk',
      ).choices(['quorum', 'async']),
    )
    .addOption(cluster())
    .addOption(json())
    .addHelpText(
      'after',
      examples(['replication set-ack async', 'replication set-ack quorum --json']),
    )
    .action(async (mode, options) =>
      exit(await (await commands()).replicationSetAck(mode, options)),
    );
  group
    .command('set-batch')
    .description('Set how many writes go to a replica in one message, on all nodes and for good.')
    .argument('<entries>', '1 to 10000; a cluster that was never told uses 100')
    .addOption(cluster())
    .addOption(json())
    .addHelpText(
      'after',
      examples(['replication set-batch 500', 'replication set-batch 50 --json']),
    )
    .action(async (entries, options) =>
      exit(await (await commands()).replicationSetBatch(entries, options)),
    );
}
