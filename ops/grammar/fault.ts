// The branch `fault` of the command tree, made from the table of kinds.
import { Command } from 'commander';
import type { KindOfFault } from '../faults/kinds/kind.ts';
import { kindsOfFault } from '../faults/kinds.ts';
import { cluster, examples, json } from './shared.ts';

export function faultCommands(): Command {
  const group = new Command('fault')
    .description('Break a test cluster on purpose, mend it, and see what is broken.')
    .addHelpText(
      'after',
      examples([
        'fault inject partition --sides node-1,node-2/node-3',
        'fault inject slow-disk --node node-2 --by 200ms --for 30s',
        'fault list',
        'fault clear --all',
      ]),
    );
  return group.addCommand(injectCommands()).addCommand(clearCommand()).addCommand(listCommand());
}

function injectCommands(): Command {
  const group = new Command('inject')
    .description('Inject a fault; one that is there already is left as it is.')
    .addHelpText(
      'after',
      examples([
        'fault inject drop --from node-2 --to node-1',
        'fault inject pause --node node-3 --for 10s',
      ]),
    );
  for (const kind of kindsOfFault) group.addCommand(injectCommand(kind));
  return group;
}

function injectCommand({ kind, summary, cleared, options, examples: own }: KindOfFault): Command {
  const command = new Command(kind).description(
    `${summary.charAt(0).toUpperCase()}${summary.slice(1)}. After \`fault clear\` ${cleared}.`,
  );
  for (const { flags, description, value } of options) {
    if (value !== undefined) command.option(flags, description, value);
    else if (flags.includes('<')) command.requiredOption(flags, description);
    else command.option(flags, description);
  }
  return command
    .option('--for <duration>', 'cleared by itself after this time')
    .addOption(cluster())
    .addOption(json())
    .addHelpText('after', examples(own.map((words) => `fault inject ${kind} ${words}`.trim())))
    .action(async (given) => (await import('../commands/fault.ts')).faultInject(kind, given));
}

function clearCommand(): Command {
  return new Command('clear')
    .description('Clear faults; where there is none, nothing happens.')
    .argument('[kind]', 'all faults of this kind')
    .option('--node <node>', 'only those that touch this node')
    .option('--from <node>', 'only those of the link from this node')
    .option('--to <node>', 'only those of the link to this node')
    .option('--all', 'every fault')
    .addOption(cluster())
    .addOption(json())
    .addHelpText(
      'after',
      examples([
        'fault clear --all',
        'fault clear partition',
        'fault clear drop --from node-2 --to node-1',
        'fault clear --node node-3 --json',
      ]),
    )
    .action(async (kind, options) =>
      (await import('../commands/fault.ts')).faultClear(kind, options),
    );
}

function listCommand(): Command {
  return new Command('list')
    .description('Show which faults are there, where, since when and until when.')
    .addOption(cluster())
    .addOption(json())
    .addHelpText('after', examples(['fault list', 'fault list --json']))
    .action(async (options) => (await import('../commands/fault.ts')).faultList(options));
}
