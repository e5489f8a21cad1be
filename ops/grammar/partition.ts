// `partition …`: network partitions, seen from all nodes at once, and what became of the writes afterwards.
import { Command, Option } from 'commander';
import { cluster, examples, json, type SetExitCode } from './shared.ts';

export function partitionCommands(exit: SetExitCode): Command {
  const group = new Command('partition')
    .description('See a split of the network from all nodes, and check what came of it.')
    .addHelpText(
      'after',
      examples(['partition status', 'partition check-recovery --history writes.jsonl']),
    );
  group
    .command('status')
    .description(
      'Ask every node whom it reaches and whether it takes writes. Exit code 1 unless nobody misses anybody.',
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
      examples(['partition status', 'partition status --nodes node-1,node-2,node-3 --json']),
    )
    .action(async (options) =>
      exit(await (await import('../commands/partition-status.ts')).partitionStatus(options)),
    );
  group
    .command('check-recovery')
    .description(
      'After a split: every acknowledged write is on every copy, and all copies are equal. Exit code 1 if not.',
    )
    .option('--history <file...>', 'what `load write` wrote down before and during the split')
    .option(
      '--baseline <file>',
      'what `convergence status --json` printed before: no space may have gone back since',
    )
    .option('--before <time>', 'Unix seconds when the split began; tells earlier writes apart')
    .option('--after <time>', 'Unix seconds up to which acknowledged writes count; default: all')
    .addOption(cluster())
    .addOption(json())
    .addHelpText(
      'after',
      examples([
        'partition check-recovery --history writes.jsonl --before 1762000496',
        'partition check-recovery --baseline before.json --json',
      ]),
    )
    .action(async (options) =>
      exit(
        await (await import('../commands/partition-check-recovery.ts')).partitionCheckRecovery(
          options,
        ),
      ),
    );
  return group;
}
