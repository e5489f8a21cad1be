// `backup …`: snapshots of the whole cluster.
import { Command } from 'commander';
import { cluster, examples, json, type SetExitCode } from './shared.ts';

const commands = () => import('../commands/backup.ts');

const within = ['--within <duration>', 'give up waiting after this time', '5m'] as const;

export function backupCommands(exit: SetExitCode): Command {
  const group = new Command('backup')
    .description('Take snapshots of the whole cluster, and follow them.')
    .addHelpText('after', examples(['backup snapshot --wait', 'backup list']));
  group
    .command('snapshot')
    .description('Take a snapshot of all spaces at one moment.')
    .option('--description <text>', 'what it is for')
    .option('--wait', 'wait until it is complete; ends with 1 if it failed')
    .option(...within)
    .addOption(cluster())
    .addOption(json())
    .addHelpText('after', examples(['backup snapshot --description "before the upgrade" --wait']))
    .action(async (options) => exit(await (await commands()).backupSnapshot(options)));
  group
    .command('status')
    .description('Show how far a snapshot is on each node.')
    .argument('<id>', 'the snapshot')
    .addOption(cluster())
    .addOption(json())
    .addHelpText('after', examples(['backup status snap_2026_01_05_10_00_00']))
    .action(async (id, options) => exit(await (await commands()).backupStatus(id, options)));
  group
    .command('wait')
    .description('Wait until a snapshot is complete; ends with 1 if it failed.')
    .argument('<id>', 'the snapshot')
    .option(...within)
    .addOption(cluster())
    .addOption(json())
    .addHelpText('after', examples(['backup wait snap_2026_01_05_10_00_00 --within 10m']))
    .action(async (id, options) => exit(await (await commands()).backupWait(id, options)));
  group
    .command('list')
    .description('List the snapshots that alive nodes hold, newest first.')
    .addOption(cluster())
    .addOption(json())
    .addHelpText('after', examples(['backup list', 'backup list --json']))
    .action(async (options) => exit(await (await commands()).backupList(options)));
  return group;
}
