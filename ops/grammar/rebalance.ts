// `rebalance …` and `balance …`: moving copies and primaries until they are even.
import { Command } from 'commander';
import { cluster, examples, json, type SetExitCode } from './shared.ts';

const commands = () => import('../commands/rebalance.ts');

const within = ['--within <duration>', 'give up waiting after this time', '5m'] as const;

export function rebalanceCommands(exit: SetExitCode): Command {
  const group = new Command('rebalance')
    .description('Even out copies and primaries, and follow it.')
    .addHelpText('after', examples(['rebalance start --wait', 'rebalance status']));
  group
    .command('start')
    .description('Start a rebalance, or name the open one; a balanced cluster stays as it is.')
    .option('--wait', 'wait until it is over')
    .option(...within)
    .addOption(cluster())
    .addOption(json())
    .addHelpText('after', examples(['rebalance start', 'rebalance start --wait --within 10m']))
    .action(async (options) => exit(await (await commands()).rebalanceStart(options)));
  group
    .command('status')
    .description('Show the newest rebalance, or the one that you mean, and each of its moves.')
    .option('--id <id>', 'that one; the cluster remembers the newest 16')
    .addOption(cluster())
    .addOption(json())
    .addHelpText('after', examples(['rebalance status', 'rebalance status --id "$ID" --json']))
    .action(async (options) => exit(await (await commands()).rebalanceStatus(options)));
  group
    .command('wait')
    .description(
      'Wait until the newest rebalance is over, or the one that you mean; ends with 1 if a move failed.',
    )
    .option('--id <id>', 'that one, as `rebalance start --json` names it')
    .option('--after <id>', 'one that came after that one; `none`: the first of all')
    .option(...within)
    .addOption(cluster())
    .addOption(json())
    .addHelpText(
      'after',
      examples(['rebalance wait --id "$ID"', 'rebalance wait --after "$BEFORE" --within 10m']),
    )
    .action(async (options) => exit(await (await commands()).rebalanceWait(options)));
  group
    .command('retry')
    .description('Open the failed moves of the newest rebalance again.')
    .addOption(cluster())
    .addOption(json())
    .addHelpText('after', examples(['rebalance retry', 'rebalance retry --json']))
    .action(async (options) => exit(await (await commands()).rebalanceRetry(options)));
  return group;
}

export function balanceCommands(exit: SetExitCode): Command {
  const group = new Command('balance')
    .description('Look at how even the nodes are.')
    .addHelpText('after', examples(['balance check']));
  group
    .command('check')
    .description('Show what each node holds; ends with 1 if the imbalance is above the threshold.')
    .option('--threshold <ratio>', 'from 0 up; what the cluster rebalances above by default')
    .addOption(cluster())
    .addOption(json())
    .addHelpText('after', examples(['balance check', 'balance check --threshold 0.15 --json']))
    .action(async (options) => exit(await (await commands()).balanceCheck(options)));
  return group;
}
