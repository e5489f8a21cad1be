// The command tree, one file a group in `grammar/`. Actions are loaded when they run, because most steps of a runbook
// call one small command.
import { Command } from 'commander';
import packageFile from '../package.json' with { type: 'json' };
import {
  conflictCommands,
  convergenceCommands,
  divergenceCommands,
  gossipCommands,
} from './grammar/agreement.ts';
import { backupCommands } from './grammar/backup.ts';
import { capacityCommands } from './grammar/capacity.ts';
import { clusterCommands } from './grammar/cluster.ts';
import { consistencyCommands, diagnosticsCommand } from './grammar/diagnostics.ts';
import { faultCommands } from './grammar/fault.ts';
import { healthCommand } from './grammar/health.ts';
import { historyCommands } from './grammar/history.ts';
import { loadCommands } from './grammar/load.ts';
import { nodeCommands } from './grammar/node.ts';
import { partitionCommands } from './grammar/partition.ts';
import { preflightCommand } from './grammar/preflight.ts';
import { balanceCommands, rebalanceCommands } from './grammar/rebalance.ts';
import { replicationCommands } from './grammar/replication.ts';
import { examples, type SetExitCode } from './grammar/shared.ts';
import { spacesCommands } from './grammar/spaces.ts';
import { swimCommands } from './grammar/swim.ts';
import { upgradeCommands, versionCommands } from './grammar/upgrade.ts';

/** In the order in which help lists them. */
const groups: readonly ((exit: SetExitCode) => Command)[] = [
  clusterCommands,
  nodeCommands,
  faultCommands,
  spacesCommands,
  rebalanceCommands,
  balanceCommands,
  capacityCommands,
  replicationCommands,
  backupCommands,
  preflightCommand,
  healthCommand,
  partitionCommands,
  diagnosticsCommand,
  consistencyCommands,
  swimCommands,
  convergenceCommands,
  divergenceCommands,
  conflictCommands,
  gossipCommands,
  loadCommands,
  historyCommands,
  upgradeCommands,
  versionCommands,
];

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
  for (const group of groups) program.addCommand(group(exit));
  for (const command of everyCommand(program)) {
    command.exitOverride().showHelpAfterError('hint: add --help to see how it is used');
  }
  return program;
}

function* everyCommand(command: Command): Generator<Command> {
  yield command;
  for (const child of command.commands) yield* everyCommand(child);
}
