// `health`: the cluster health check.
import { Command, Option } from 'commander';
import { cluster, examples, json, type SetExitCode } from './shared.ts';

export function healthCommand(exit: SetExitCode): Command {
  return new Command('health')
    .description(
      'Check a whole cluster: nodes, membership, partition, spaces, replication, convergence.',
    )
    .addOption(cluster())
    .addOption(
      new Option(
        '--nodes <addresses>',
        'nodes to ask, as host, host:port or URL, separated by commas or spaces',
      ).env('CLUSTER_NODES'),
    )
    .addOption(json())
    .addHelpText(
      'after',
      examples(['health', 'health --nodes node-1,node-2,node-3', 'health --json']),
    )
    .action(async (options) => exit(await (await import('../commands/health.ts')).health(options)));
}
