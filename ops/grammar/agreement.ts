// Whether the copies of a cluster agree: `convergence …`, `divergence …`, `conflict …`, `gossip …`.
import { Command, Option } from 'commander';
import { cluster, examples, json, type SetExitCode } from './shared.ts';

export function convergenceCommands(exit: SetExitCode): Command {
  const group = new Command('convergence')
    .description('See whether all copies of all spaces are equal, and wait for it.')
    .addHelpText('after', examples(['convergence status', 'convergence wait --within 60s']));
  group
    .command('status')
    .description('Compare all copies on all alive nodes. Exit code 1 if they differ.')
    .addOption(cluster())
    .addOption(json())
    .addHelpText('after', examples(['convergence status', 'convergence status --json']))
    .action(async (options) =>
      exit(await (await import('../commands/convergence.ts')).convergenceStatus(options)),
    );
  group
    .command('wait')
    .description('Wait until all copies are equal. Exit code 1 if they are not in time.')
    .option('--within <duration>', 'give up after this time', '60s')
    .addOption(cluster())
    .addOption(json())
    .addHelpText('after', examples(['convergence wait', 'convergence wait --within 5s --json']))
    .action(async (options) =>
      exit(await (await import('../commands/convergence.ts')).convergenceWait(options)),
    );
  return group;
}

export function divergenceCommands(exit: SetExitCode): Command {
  const group = new Command('divergence')
    .description('See which copies differ.')
    .addHelpText('after', examples(['divergence list']));
  group
    .command('list')
    .description('Show each copy that differs from the most advanced one of its space, and how.')
    .addOption(cluster())
    .addOption(json())
    .addHelpText('after', examples(['divergence list', 'divergence list --json']))
    .action(async (options) =>
      exit(await (await import('../commands/divergence-list.ts')).divergenceList(options)),
    );
  return group;
}

export function conflictCommands(exit: SetExitCode): Command {
  const group = new Command('conflict')
    .description('See and settle what two sides of a split found differently. Memories stay.')
    .addHelpText(
      'after',
      examples(['conflict list', 'conflict resolve --strategy higher_confidence']),
    );
  group
    .command('list')
    .description('Show the conflicts, each between two nodes about patterns of one space.')
    .option('--space <space>', 'only those of this space')
    .addOption(cluster())
    .addOption(json())
    .addHelpText('after', examples(['conflict list', 'conflict list --space notes --json']))
    .action(async (options) =>
      exit(await (await import('../commands/conflict.ts')).conflictList(options)),
    );
  group
    .command('resolve')
    .description('Make one version of each pattern in conflict. Exit code 1 if any is left.')
    .addOption(
      new Option('--strategy <strategy>', 'the surest version, all in one, or the one of --side')
        .choices(['higher_confidence', 'merge', 'manual'])
        .default('higher_confidence'),
    )
    .option('--side <side>', 'of manual: a, b, or the node whose version wins')
    .option('--conflict <id...>', 'only these conflicts')
    .option('--space <space>', 'only conflicts of this space')
    .option('--dry-run', 'say what would happen and change nothing')
    .addOption(cluster())
    .addOption(json())
    .addHelpText(
      'after',
      examples([
        'conflict resolve --dry-run',
        'conflict resolve --strategy merge --space notes',
        'conflict resolve --strategy manual --side node-2 --conflict conf_0123456789abcdef',
      ]),
    )
    .action(async (options) =>
      exit(await (await import('../commands/conflict.ts')).conflictResolve(options)),
    );
  return group;
}

export function gossipCommands(exit: SetExitCode): Command {
  const group = new Command('gossip')
    .description('Bring all copies together now, and see how gossip is getting on.')
    .addHelpText('after', examples(['gossip sync', 'gossip health']));
  group
    .command('sync')
    .description('Order a full sync of all nodes and wait for its end.')
    .option('--within <duration>', 'stop waiting after this time', '60s')
    .option('--no-wait', 'only order it')
    .addOption(cluster())
    .addOption(json())
    .addHelpText('after', examples(['gossip sync', 'gossip sync --no-wait --json']))
    .action(async (options) =>
      exit(await (await import('../commands/gossip.ts')).gossipSync(options)),
    );
  group
    .command('health')
    .description('Show rounds, dropped messages and mismatches of every serving node.')
    .addOption(cluster())
    .addOption(json())
    .addHelpText('after', examples(['gossip health', 'gossip health --json']))
    .action(async (options) =>
      exit(await (await import('../commands/gossip.ts')).gossipHealth(options)),
    );
  return group;
}
