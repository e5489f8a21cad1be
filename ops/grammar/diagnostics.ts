// `diagnostics` and `consistency …`: how a cluster is, and whether it still holds what it held.
import { Command, Option } from 'commander';
import { cluster, examples, json, type SetExitCode } from './shared.ts';

const nodes = () =>
  new Option(
    '--nodes <addresses>',
    'nodes to ask, as host, host:port or URL, separated by commas or spaces',
  ).env('CLUSTER_NODES');

const growing = [
  '--growing',
  'clients have written since: no space may be missing or smaller, contents may differ',
] as const;

const commands = () => import('../commands/diagnostics.ts');

export function diagnosticsCommand(exit: SetExitCode): Command {
  return new Command('diagnostics')
    .description(
      'Check health, disks, memory, consolidation and errors, and compare with a baseline. Changes nothing.',
    )
    .option('--record <file>', 'write the number of memories and the Merkle root of each space')
    .option('--baseline <file>', 'compare with what was recorded')
    .option(...growing)
    .addOption(nodes())
    .addOption(cluster())
    .addOption(json())
    .addHelpText(
      'after',
      examples([
        'diagnostics',
        'diagnostics --record before.json',
        'diagnostics --baseline before.json --growing',
      ]),
    )
    .action(async (options) => exit(await (await commands()).diagnostics(options)));
}

export function consistencyCommands(exit: SetExitCode): Command {
  const group = new Command('consistency')
    .description('See whether all copies hold the same, and all that they should.')
    .addHelpText(
      'after',
      examples(['consistency check', 'consistency check --baseline before.json']),
    );
  group
    .command('check')
    .description('Compare all copies of every space, and with --baseline what they held before.')
    .option('--record <file>', 'if all copies are there and equal, write what they hold')
    .option('--baseline <file>', 'compare with what was recorded')
    .option(...growing)
    .addOption(nodes())
    .addOption(cluster())
    .addOption(json())
    .addHelpText(
      'after',
      examples([
        'consistency check --record before.json',
        'consistency check --baseline before.json --json',
      ]),
    )
    .action(async (options) => exit(await (await commands()).consistencyCheck(options)));
  return group;
}
