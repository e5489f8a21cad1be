// `capacity …`: how many nodes a load needs.
import { Command, Option } from 'commander';
import { cluster, examples, json, type SetExitCode } from './shared.ts';

const sample = '--nodes 3 --cpu 60 --memory 55 --disk 40';

export function capacityCommands(exit: SetExitCode): Command {
  const group = new Command('capacity')
    .description('Plan how many nodes a cluster needs.')
    .addHelpText('after', examples([`capacity plan ${sample} --growth 2`]));
  group
    .command('plan')
    .description(
      'Say how many nodes keep processor, memory and disk at 70 % or below. Exit code 1 if --target-nodes are not enough.',
    )
    .option('--nodes <count>', 'nodes that carry the load now')
    .option('--cpu <percent>', 'processor in use on the busiest of them')
    .option('--memory <percent>', 'memory in use')
    .option(
      '--disk <percent>',
      'disk in use: of its space or of its time, whichever is more; not the time spent waiting for it',
    )
    .option('--io-wait <percent>', 'processor time that waits for disks; above 30 is a trigger')
    .option('--current-load', 'ask the cluster for all of these instead')
    .option('--growth <factor>', 'how many times the load of now; 2 is twice as much', '1')
    .option('--target-nodes <count>', 'ask whether this many nodes are enough')
    .option('--replicas <count>', 'copies of every space, the primary among them', '3')
    .addOption(
      new Option(
        '--ask <addresses>',
        'with --current-load: nodes to ask, as host, host:port or URL',
      ).env('CLUSTER_NODES'),
    )
    .addOption(cluster())
    .addOption(json())
    .addHelpText(
      'after',
      examples([
        `capacity plan ${sample} --growth 2`,
        `capacity plan ${sample} --io-wait 12 --target-nodes 4`,
        'capacity plan --current-load --growth 1.5 --json',
      ]),
    )
    .action(async (options) =>
      exit(await (await import('../commands/capacity-plan.ts')).capacityPlan(options)),
    );
  return group;
}
