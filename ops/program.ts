// The command tree. Actions are loaded when they run, because most steps of a runbook call one small command.
import { Command, Option } from 'commander';
import packageFile from '../package.json' with { type: 'json' };

type SetExitCode = (code: number) => void;

const json = () => new Option('--json', 'print JSON');
const cluster = () =>
  new Option('--cluster <name>', 'which cluster; the only running one if there is just one').env(
    'ENGRAM_CLUSTER',
  );

/** The program; actions that end with another code than 0 say so through `exit`. */
export function createProgram(exit: SetExitCode): Command {
  const program = new Command('engram-ops')
    .description('Bring Engram test clusters up, work on their nodes, and check them.')
    .version(packageFile.version, '--version', 'print the version')
    .configureHelp({ sortSubcommands: false })
    .enablePositionalOptions()
    .addHelpText(
      'after',
      examples(['cluster up --nodes 3', 'health', 'node kill node-2', 'cluster down']),
    );
  program.addCommand(clusterCommands(exit)).addCommand(nodeCommands());
  program.addCommand(spacesCommands(exit)).addCommand(healthCommand(exit));
  program.addCommand(loadCommands(exit)).addCommand(historyCommands(exit));
  for (const command of everyCommand(program)) {
    command.exitOverride().showHelpAfterError('hint: add --help to see how it is used');
  }
  return program;
}

function* everyCommand(command: Command): Generator<Command> {
  yield command;
  for (const child of command.commands) yield* everyCommand(child);
}

function examples(lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ engram-ops ${line}`).join('\n')}\n`;
}

function clusterCommands(exit: SetExitCode): Command {
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
    .option('--no-start', 'prepare empty hosts: no configuration, no data, nothing runs')
    .option('--spaces <count>', 'create this many spaces: space-0, space-1, …', '0')
    .option('--ttl <duration>', 'the cluster ends by itself after this time', '2h')
    .addOption(json())
    .addHelpText(
      'after',
      examples([
        'cluster up --nodes 3',
        'cluster up --nodes 5 --profile fast --spaces 10 --json',
        'cluster up --no-start --ttl 30m',
      ]),
    )
    .action(async (options) => (await import('./commands/cluster-up.ts')).clusterUp(options));
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
    .action(async (options) => (await import('./commands/cluster-down.ts')).clusterDown(options));
}

function statusCommand(): Command {
  return new Command('status')
    .description('Show the nodes of a cluster: process, address, and whom each of them sees.')
    .addOption(cluster())
    .addOption(json())
    .addHelpText('after', examples(['cluster status', 'cluster status --json']))
    .action(async (options) =>
      (await import('./commands/cluster-status.ts')).clusterStatus(options),
    );
}

function listCommand(): Command {
  return new Command('list')
    .description('List the clusters of this user.')
    .addOption(json())
    .addHelpText('after', examples(['cluster list', 'cluster list --json']))
    .action(async (options) => (await import('./commands/cluster-list.ts')).clusterList(options));
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
      exit(await (await import('./commands/cluster-exec.ts')).clusterExec(words, options)),
    );
}

const nodeVerbs = {
  start: 'start a node and wait until it serves',
  stop: 'end a node gracefully with SIGTERM and wait for its exit',
  kill: 'end a node at once with SIGKILL',
  pause: 'freeze a node with SIGSTOP; it keeps its sockets and answers nothing',
  resume: 'let a paused node run on with SIGCONT',
} as const;

function nodeCommands(): Command {
  const group = new Command('node')
    .description('Start, stop, kill, pause and resume single nodes.')
    .addHelpText('after', examples(['node kill node-2', 'node start node-2', 'node pause node-3']));
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
        (await import('./commands/node-verb.ts')).nodeVerb(verb, node, options),
      );
  }
  return group;
}

function spacesCommands(exit: SetExitCode): Command {
  const group = new Command('spaces')
    .description('Work on memory spaces.')
    .addHelpText('after', examples(['spaces create notes']));
  group
    .command('create')
    .description('Create spaces; one that exists is left as it is.')
    .argument('<name...>', '3 to 64 of a-z, 0-9, _ and -')
    .addOption(cluster())
    .addOption(json())
    .addHelpText('after', examples(['spaces create notes', 'spaces create space-0 space-1 --json']))
    .action(async (names, options) =>
      exit(await (await import('./commands/spaces-create.ts')).spacesCreate(names, options)),
    );
  return group;
}

function healthCommand(exit: SetExitCode): Command {
  return new Command('health')
    .description(
      'Check a whole cluster: nodes, membership, partition, spaces, replication, convergence.',
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
      examples(['health', 'health --nodes node-1,node-2,node-3', 'health --json']),
    )
    .action(async (options) => exit(await (await import('./commands/health.ts')).health(options)));
}

function loadCommands(exit: SetExitCode): Command {
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
      exit(await (await import('./commands/load-write.ts')).loadWrite(options)),
    );
  return group;
}

function historyCommands(exit: SetExitCode): Command {
  const group = new Command('history')
    .description('Judge what a load wrote down.')
    .addHelpText('after', examples(['history verify writes.jsonl']));
  group
    .command('verify')
    .description('Read every acknowledged memory back from every live node; a lost one fails.')
    .argument('<file>', 'a history of `load write`')
    .option(
      '--every-copy',
      'also read it from every copy of its space, without the help of other nodes',
    )
    .addOption(cluster())
    .addOption(json())
    .addHelpText(
      'after',
      examples(['history verify writes.jsonl', 'history verify writes.jsonl --every-copy --json']),
    )
    .action(async (file, options) =>
      exit(await (await import('./commands/history-verify.ts')).historyVerify(file, options)),
    );
  return group;
}
