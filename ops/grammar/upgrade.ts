// `upgrade …` and `version …`: rolling upgrades.
import { Command, Option } from 'commander';
import { cluster, examples, json, type SetExitCode } from './shared.ts';

export function upgradeCommands(exit: SetExitCode): Command {
  const group = new Command('upgrade')
    .description('Follow a rolling upgrade and finalize it.')
    .addHelpText(
      'after',
      examples(['upgrade status', 'upgrade wait --state ready --timeout 60s', 'upgrade finalize']),
    );
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
