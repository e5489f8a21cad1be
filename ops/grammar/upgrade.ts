// `upgrade …` and `version …`: rolling upgrades.
import { Command, Option } from 'commander';
import { cluster, examples, json, nodes, type SetExitCode } from './shared.ts';

export function upgradeCommands(exit: SetExitCode): Command {
  const group = new Command('upgrade')
    .description('Make a rolling upgrade, follow it and finalize it.')
    .addHelpText(
      'after',
      examples([
        'upgrade run --to 0.2.0',
        'upgrade status',
        'upgrade wait --state ready --timeout 60s',
        'upgrade finalize',
      ]),
    );
  addRun(group, exit);
  group
    .command('status')
    .description(
      'Show which version each node runs, and what keeps the upgrade from being finalized.',
    )
    .addOption(cluster())
    .addOption(json())
    .addHelpText('after', examples(['upgrade status', 'upgrade status --json']))
    .action(async (options) =>
      exit(await (await import('../commands/upgrade.ts')).upgradeStatus(options)),
    );
  group
    .command('wait')
    .description('Wait until the upgrade is in a state; exit code 1 if it is not in time.')
    .addOption(
      new Option(
        '--state <state>',
        'ready: all nodes run the newest version; finalized: it is the cluster’s',
      )
        .choices(['ready', 'finalized'])
        .default('ready'),
    )
    .option('--timeout <duration>', 'give up after this time', '60s')
    .addOption(cluster())
    .addOption(json())
    .addHelpText(
      'after',
      examples(['upgrade wait', 'upgrade wait --state finalized --timeout 10s']),
    )
    .action(async (options) =>
      exit(await (await import('../commands/upgrade.ts')).upgradeWait(options)),
    );
  group
    .command('finalize')
    .description(
      'Make the version that all nodes run the cluster’s. It cannot be undone; doing it twice changes nothing.',
    )
    .addOption(cluster())
    .addOption(json())
    .addHelpText('after', examples(['upgrade finalize', 'upgrade finalize --json']))
    .action(async (options) =>
      exit(await (await import('../commands/upgrade.ts')).upgradeFinalize(options)),
    );
  return group;
}

function addRun(group: Command, exit: SetExitCode): void {
  group
    .command('run')
    .description(
      'Upgrade all nodes, one after the other: drain, replace over ssh, wait, undrain. Stops at the first trouble; run it again to go on.',
    )
    .requiredOption('--to <version>', 'the release; it lies in releases/VERSION of each host')
    .option('--within <duration>', 'longest time for each wait', '2m')
    .option('--finalize', 'make it final when all nodes have it; there is no way back')
    .addOption(nodes())
    .addOption(cluster())
    .addOption(json())
    .addHelpText(
      'after',
      examples(['upgrade run --to 0.2.0', 'upgrade run --to 0.2.0 --within 10m --finalize']),
    )
    .action(async (options) =>
      exit(await (await import('../commands/upgrade-run.ts')).upgradeRun(options)),
    );
}

export function versionCommands(exit: SetExitCode): Command {
  const group = new Command('version')
    .description('Compare releases.')
    .addHelpText('after', examples(['version check --from 0.1.0 --to 0.2.0']));
  group
    .command('check')
    .description(
      'Say COMPATIBLE if nodes of both releases can be members of one cluster; else exit code 1.',
    )
    .requiredOption('--from <version>', 'release that runs now')
    .requiredOption('--to <version>', 'release to come')
    .addOption(json())
    .addHelpText(
      'after',
      examples([
        'version check --from 0.1.0 --to 0.2.0',
        'version check --from 0.1.0 --to 0.2.0 --json',
      ]),
    )
    .action(async (options) =>
      exit((await import('../commands/version-check.ts')).versionCheck(options)),
    );
  return group;
}
