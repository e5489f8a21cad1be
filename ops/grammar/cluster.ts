// `cluster …`: bringing test clusters up and down.
import { Command, Option } from 'commander';
import { cluster, examples, json, type SetExitCode } from './shared.ts';

export function clusterCommands(exit: SetExitCode): Command {
  const group = new Command('cluster')
    .enablePositionalOptions()
    .description('Bring test clusters up and down, look at them, and run commands in them.')
    .addHelpText(
      'after',
      examples(['cluster up --nodes 3 --spaces 4', 'cluster exec --node node-1 -- pgrep engram']),
    );
  group.addCommand(upCommand()).addCommand(downCommand()).addCommand(statusCommand());
  group.addCommand(listCommand()).addCommand(execCommand(exit));
  return group;
}

function upCommand(): Command {
  return new Command('up')
    .description('Start a cluster and wait until every node sees every other alive.')
    .option('--nodes <count>', 'number of nodes, 1 to 100', '3')
    .option('--name <name>', 'name of the cluster; the first free of engram, engram-2, …')
    .addOption(
      new Option(
        '--profile <profile>',
        'timings of failure detection: as documented, or faster for tests',
      )
        .choices(['default', 'fast'])
        .default('default'),
    )
    .addOption(
      new Option('--isolation <mode>', 'how nodes are kept apart; auto tries namespaces first')
        .choices(['namespace', 'loopback', 'auto'])
        .default('auto')
        .env('ENGRAM_ISOLATION'),
    )
    .option('--version <version>', 'release that the nodes run; the newest by default')
    .option('--no-start', 'prepare empty hosts: no configuration, no data, nothing runs')
    .option('--spare <count>', 'further hosts that stay empty, to be added as nodes later', '0')
    .option('--spaces <count>', 'create this many spaces: space-0, space-1, …', '0')
    .option('--ttl <duration>', 'the cluster ends by itself after this time', '2h')
    .addOption(json())
    .addHelpText(
      'after',
      examples([
        'cluster up --nodes 3',
        'cluster up --nodes 5 --profile fast --spaces 10 --json',
        'cluster up --version 0.1.0',
        'cluster up --nodes 3 --spare 1',
        'cluster up --no-start --ttl 30m',
      ]),
    )
    .action(async (options) => (await import('../commands/cluster-up.ts')).clusterUp(options));
}

function downCommand(): Command {
  return new Command('down')
    .description('End a cluster and remove everything it left.')
    .addOption(cluster())
    .option('--all', 'every cluster of this user')
    .addOption(json())
    .addHelpText(
      'after',
      examples(['cluster down', 'cluster down --cluster engram-2', 'cluster down --all']),
    )
    .action(async (options) => (await import('../commands/cluster-down.ts')).clusterDown(options));
}

function statusCommand(): Command {
  return new Command('status')
    .description('Show the nodes of a cluster: process, address, and whom each of them sees.')
    .addOption(cluster())
    .addOption(json())
    .addHelpText('after', examples(['cluster status', 'cluster status --json']))
    .action(async (options) =>
      (await import('../commands/cluster-status.ts')).clusterStatus(options),
    );
}

function listCommand(): Command {
  return new Command('list')
    .description('List the clusters of this user.')
    .addOption(json())
    .addHelpText('after', examples(['cluster list', 'cluster list --json']))
    .action(async (options) => (await import('../commands/cluster-list.ts')).clusterList(options));
}

function execCommand(exit: SetExitCode): Command {
  return new Command('exec')
    .description("Run a command in the operator's place of a cluster, or on a node's host.")
    .argument('<command...>', 'the command and its arguments')
    .addOption(cluster())
    .option('--node <node>', 'on the host of this node')
    .passThroughOptions()
    .addHelpText(
      'after',
      examples([
        'cluster exec -- curl -s http://node-1:7432/health',
        'cluster exec --node node-2 -- pgrep engram',
        'cluster exec -- bash',
      ]),
    )
    .action(async (words, options) =>
      exit(await (await import('../commands/cluster-exec.ts')).clusterExec(words, options)),
    );
}
