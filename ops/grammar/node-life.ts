// `node add|show|drain|undrain|decommission|shutdown|forget`: what the cluster does with a node.
import type { Command } from 'commander';
import { cluster, examples, json, nodes, type SetExitCode } from './shared.ts';

const commands = () => import('../commands/node-life.ts');

/** Adds the orders about a node's life in the cluster to `node`, beside those about its process. */
export function addNodeLife(group: Command, exit: SetExitCode): void {
  const verb = (name: string, description: string): Command =>
    group
      .command(name)
      .description(description)
      .argument('<node>', 'such as node-2')
      .addOption(cluster())
      .addOption(json());
  verb('add', 'Add a host as a node: check, configure, start, wait for its share, spread its seed.')
    .option('--within <duration>', 'longest time for each wait', '10m')
    .addOption(nodes())
    .addHelpText('after', examples(['node add node-4', 'node add node-4 --within 30m --json']))
    .action(async (node, options) =>
      exit(await (await import('../commands/node-add.ts')).nodeAdd(node, options)),
    );
  verb('show', 'Show what a node holds, and how far its drain is.')
    .addHelpText('after', examples(['node show node-2', 'node show node-2 --json']))
    .action(async (node, options) => exit(await (await commands()).nodeShow(node, options)));
  verb('drain', 'Have a node give its offices away, and wait until it is safe to stop.')
    .option('--no-wait', 'only give the order')
    .option('--within <duration>', 'give up waiting after this time', '60s')
    .addHelpText('after', examples(['node drain node-2', 'node drain node-2 --within 2m --json']))
    .action(async (node, options) => exit(await (await commands()).nodeDrain(node, options)));
  verb('undrain', 'End a drain: the node may get offices and copies again.')
    .addHelpText('after', examples(['node undrain node-2', 'node undrain node-2 --json']))
    .action(async (node, options) => exit(await (await commands()).nodeUndrain(node, options)));
  verb('decommission', 'Take a node out for good: its copies go elsewhere, and it leaves.')
    .option('--cancel', 'call it off; the node stays')
    .option('--no-wait', 'only give the order')
    .option('--within <duration>', 'give up waiting after this time', '10m')
    .addHelpText(
      'after',
      examples(['node decommission node-5', 'node decommission node-5 --cancel']),
    )
    .action(async (node, options) =>
      exit(await (await commands()).nodeDecommission(node, options)),
    );
  verb('shutdown', 'Have the cluster stop a node in good order; refused while it holds copies.')
    .option('--force', 'although it holds copies')
    .addHelpText('after', examples(['node shutdown node-5', 'node shutdown node-2 --force']))
    .action(async (node, options) => exit(await (await commands()).nodeShutdown(node, options)));
  verb('forget', 'Strike a dead node that never comes back from the list of nodes.')
    .addHelpText('after', examples(['node forget node-3', 'node forget node-3 --json']))
    .action(async (node, options) => exit(await (await commands()).nodeForget(node, options)));
}
