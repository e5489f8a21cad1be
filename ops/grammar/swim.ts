// `swim …`: how nodes hear each other.
import { Command } from 'commander';
import { cluster, examples, json, type SetExitCode } from './shared.ts';

export function swimCommands(exit: SetExitCode): Command {
  const group = new Command('swim')
    .description('See whether nodes hear each other over SWIM, which is UDP.')
    .addHelpText('after', examples(['swim ping node-1', 'swim ping node-1 --from node-3']));
  group
    .command('ping')
    .description('Ping a node as nodes do, and wait for its ack. Exit code 1 if there is none.')
    .argument('<node>', 'such as node-1')
    .option('--from <node>', "from the host of this node instead of the operator's")
    .option('--timeout <duration>', 'how long to wait for an ack', '2s')
    .addOption(cluster())
    .addOption(json())
    .addHelpText(
      'after',
      examples(['swim ping node-1', 'swim ping node-1 --from node-3 --timeout 5s --json']),
    )
    .action(async (node, options) =>
      exit(await (await import('../commands/swim-ping.ts')).swimPing(node, options)),
    );
  return group;
}
