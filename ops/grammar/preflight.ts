// `preflight`: whether everything is there that a procedure needs.
import { Command, Option } from 'commander';
import { cluster, examples, json, type SetExitCode } from './shared.ts';

export function preflightCommand(exit: SetExitCode): Command {
  return new Command('preflight')
    .description(
      'Check hosts before a procedure: tools, ssh, sudo, disk, clocks, ports, health. Changes nothing.',
    )
    .addOption(cluster())
    .addOption(
      new Option(
        '--nodes <hosts>',
        'hosts to log in to, separated by commas or spaces; those of the cluster by default',
      ).env('CLUSTER_NODES'),
    )
    .option('--no-cluster', 'there is no cluster yet: the ports must be free, nobody is asked')
    .option('--min-free <size>', 'what the disk of each data folder must have free', '1GiB')
    .option('--max-skew <duration>', 'how far two clocks may be apart', '500ms')
    .addOption(json())
    .addHelpText(
      'after',
      examples([
        'preflight',
        'preflight --nodes node-1,node-2,node-3 --no-cluster --min-free 100GiB',
        'preflight --json',
      ]),
    )
    .action(async (options) =>
      exit(await (await import('../commands/preflight.ts')).preflight(options)),
    );
}
