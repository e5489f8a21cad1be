// `load …`: load on a cluster, written down.
import { Command } from 'commander';
import { cluster, examples, json, type SetExitCode } from './shared.ts';

export function loadCommands(exit: SetExitCode): Command {
  const group = new Command('load')
    .description('Put load on a cluster and write down what became of every operation.')
    .addHelpText(
      'after',
      examples(['load write --space notes --rate 100 --for 20s --history writes.jsonl']),
    );
  group
    .command('write')
    .description(
      'Store memories at a fixed rate, whether or not answers come, and record each outcome.',
    )
    .requiredOption('--space <space>', 'the space to write to')
    .requiredOption('--history <file>', 'append one JSON line per operation to this file')
    .option('--rate <number>', 'operations per second', '50')
    .option('--for <duration>', 'stop after this time')
    .option('--until-stopped', 'go on until SIGTERM or SIGINT')
    .option('--node <node>', 'write to this node first; default: all nodes in turn')
    .option(
      '--deadline <duration>',
      'an operation without an outcome after this time is unknown',
      '5s',
    )
    .addOption(cluster())
    .addOption(json())
    .addHelpText(
      'after',
      examples([
        'load write --space notes --rate 100 --for 20s --history writes.jsonl',
        'load write --space notes --until-stopped --history writes.jsonl &',
      ]),
    )
    .action(async (options) =>
      exit(await (await import('../commands/load-write.ts')).loadWrite(options)),
    );
  return group;
}
