// `backup …`: snapshots of the whole cluster.
import { Command } from 'commander';
import { cluster, examples, json, nodes, type SetExitCode } from './shared.ts';

const commands = () => import('../commands/backup.ts');

const scheduled = () => import('../commands/backup-run.ts');

const within = ['--within <duration>', 'give up waiting after this time', '5m'] as const;

export function backupCommands(exit: SetExitCode): Command {
  const group = new Command('backup')
    .description('Take snapshots of the whole cluster, and follow them.')
    .addHelpText(
      'after',
      examples(['backup snapshot --wait', 'backup run --destination s3://backups/engram']),
    );
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
  addBackupRun(group, exit);
  return group;
}

function addBackupRun(group: Command, exit: SetExitCode): void {
  group
    .command('verify')
    .description(
      'Say whether a snapshot is complete, its copies are equal, and every node still has its part. Exit code 1 if not.',
    )
    .requiredOption('--snapshot <id>', 'the snapshot')
    .addOption(nodes())
    .addOption(cluster())
    .addOption(json())
    .addHelpText('after', examples(['backup verify --snapshot snap_2026_01_05_10_00_00']))
    .action(async (options) => exit(await (await commands()).backupVerify(options)));
  group
    .command('check-restore')
    .description(
      'After a recovery: were all nodes restored together, are all copies equal, and are exactly the writes there that were acknowledged before the target? Exit code 1 if not.',
    )
    .requiredOption('--target-time <seconds>', 'the target, Unix seconds')
    .option('--history <files...>', 'what `engram-ops load write` recorded, to compare with')
    .addOption(cluster())
    .addOption(json())
    .addHelpText(
      'after',
      examples(['backup check-restore --target-time 1767607200 --history writes.jsonl']),
    )
    .action(async (options) =>
      exit(await (await import('../commands/backup-check-restore.ts')).backupCheckRestore(options)),
    );
  group
    .command('run')
    .description(
      'A whole backup, as a schedule wants it: takes a snapshot, exports it on every node, verifies the export, and only then prunes. Exit code 1 if any part of it failed.',
    )
    .requiredOption(
      '--destination <url>',
      'where all exports are: file:///PATH or s3://BUCKET/PREFIX',
    )
    .option(
      '--keep-last <count>',
      'prune, and always keep so many of the newest restorable snapshots',
    )
    .option('--older-than <age>', 'prune only what was cut before, such as 30d')
    .option('--description <text>', 'what it is for', 'scheduled')
    .option(...within)
    .addOption(nodes())
    .addOption(cluster())
    .addOption(json())
    .addHelpText(
      'after',
      `
Logs in to every node by ssh and runs \`engram backup export\` there, as root by \`sudo\`, into a folder of the
destination for the snapshot and the node; verifies and prunes from this host. A node reads /etc/engram/backup.env
first, if it is there: the place for its AWS_… variables.
${examples([
  'backup run --destination s3://backups/engram --keep-last 7 --older-than 30d',
  'backup run --destination file:///mnt/backups --nodes node-1,node-2,node-3',
])}`,
    )
    .action(async (options) => exit(await (await scheduled()).backupRun(options)));
}
