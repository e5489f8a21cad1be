// `load …`: load on a cluster, written down.
import { Command, Option } from 'commander';
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
    .addOption(
      new Option(
        '--read-back [rate]',
        'also read acknowledged memories from the copies of other nodes and record what was found; reads per second, 50 unless given',
      ).preset('50'),
    )
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
        'load write --space notes --for 30s --read-back 200 --history writes.jsonl && engram-ops history verify writes.jsonl',
      ]),
    )
    .action(async (options) =>
      exit(await (await import('../commands/load-write.ts')).loadWrite(options)),
    );
  group.addCommand(runCommand(exit));
  return group;
}

function runCommand(exit: SetExitCode): Command {
  return new Command('run')
    .description(
      'Read and write at a fixed rate, whether or not answers come; show latencies from the moment each operation was due, and who used the processors.',
    )
    .option('--rate <number>', 'operations per second', '1000')
    .option('--for <duration>', 'how long to measure', '10s')
    .option('--warm-up <duration>', 'how long to run before that', '2s')
    .option('--reads <share>', 'share of reads, 0 to 1', '0.7')
    .option('--keys <count>', 'memories that are read and overwritten; stored beforehand', '10000')
    .option('--skew <number>', 'zipfian constant: 0 all keys alike, 0.99 a few far ahead', '0.99')
    .option('--spaces <count>', 'spread over this many spaces: load-0, load-1, …', '10')
    .option('--value-bytes <count>', 'characters of the text that a write stores', '100')
    .option(
      '--batch <count>',
      'most operations in a request; 1: one each, by the paths for single memories',
      '500',
    )
    .option(
      '--linger <duration>',
      'collect operations for so long before a request goes; default: as they are due',
    )
    .option('--connections <count>', 'connections to each node', '8')
    .addOption(
      new Option('--route <where>', "to each space's primary, or to any node in turn")
        .choices(['primary', 'any'])
        .default('primary'),
    )
    .option('--seed <number>', 'repeat the operations of another run')
    .option('--history <file>', 'give every write an id of its own, and append its outcome here')
    .option('--window <duration>', 'figures for each stretch of this length as well', '10s')
    .option('--max-p50 <duration>', 'exit 1 if half of all operations took longer')
    .option('--max-p90 <duration>', 'exit 1 if a tenth of all operations took longer')
    .option('--max-p99 <duration>', 'exit 1 if a hundredth of all operations took longer')
    .option('--max-p999 <duration>', 'exit 1 if a thousandth of all operations took longer')
    .option('--min-achieved <share>', 'exit 1 if less of the rate was acknowledged, 0 to 1')
    .option('--max-p99-reads <duration>', 'exit 1 if the p99 of reads of any window is above')
    .option('--max-p99-writes <duration>', 'exit 1 if the p99 of writes of any window is above')
    .option('--max-errors <share>', 'exit 1 if a larger share of any window failed, 0 to 1')
    .option('--max-lag <duration>', 'exit 1 if a replica was behind for longer')
    .addOption(cluster())
    .addOption(json())
    .addHelpText(
      'after',
      examples([
        'load run --rate 100000 --linger 20ms --for 10s',
        'load run --rate 2000 --batch 1 --connections 32 --route any',
        'load run --rate 500 --for 1h --window 1m --max-p99-reads 50ms --max-errors 0.001 --max-lag 2s',
        'load run --rate 5000 --for 20s --history run.jsonl && engram-ops history verify run.jsonl',
      ]),
    )
    .action(async (options) =>
      exit(await (await import('../commands/load-run.ts')).loadRun(options)),
    );
}
