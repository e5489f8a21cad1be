// `node …`: single nodes.
import { Command } from 'commander';
import { addNodeLife } from './node-life.ts';
import { cluster, examples, json, type SetExitCode } from './shared.ts';

const nodeVerbs = {
  start: 'start a node and wait until it serves',
  stop: 'end a node gracefully with SIGTERM and wait for its exit',
  kill: 'end a node at once with SIGKILL',
  pause: 'freeze a node with SIGSTOP; it keeps its sockets and answers nothing',
  resume: 'let a paused node run on with SIGCONT',
} as const;

export function nodeCommands(exit: SetExitCode): Command {
  const group = new Command('node')
    .description('Work on single nodes: their processes, and their place in the cluster.')
    .addHelpText('after', examples(['node kill node-2', 'node start node-2', 'node drain node-3']));
  for (const [verb, description] of Object.entries(nodeVerbs)) {
    group
      .command(verb)
      .description(description)
      .argument('<node>', 'such as node-2')
      .addOption(cluster())
      .addOption(json())
      .addHelpText(
        'after',
        examples([`node ${verb} node-2`, `node ${verb} node-2 --cluster engram-2 --json`]),
      )
      .action(async (node, options) =>
        (await import('../commands/node-verb.ts')).nodeVerb(verb, node, options),
      );
  }
  addNodeLife(group, exit);
  return group;
}
