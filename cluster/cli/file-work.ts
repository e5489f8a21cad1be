/** The commands that work on files: `engram backup`, `config`, `restore`, `wal-backup` and `wal-replay`. */
import { parseBackupArguments } from './backup/arguments.ts';
import { backupHelpText } from './backup/help.ts';
import { type BackupEdges, type BackupOutput, runBackup } from './backup/run.ts';
import { parseConfigArguments } from './config/arguments.ts';
import { configHelpText, runConfigCheck } from './config/check.ts';
import type { FileCommand } from './file-commands.ts';
import type { Refused, Wrong } from './refused.ts';
import { parseRestoreArguments } from './restore/arguments.ts';
import { restoreHelpText } from './restore/help.ts';
import { runRestore } from './restore/run.ts';
import { parseWalBackupArguments, parseWalReplayArguments } from './wal/arguments.ts';
import { runWalBackup } from './wal/backup.ts';
import { walBackupHelpText, walReplayHelpText } from './wal/help.ts';
import { runWalReplay } from './wal/replay.ts';

type Ends = {
  readonly exitCodes: { readonly done: number; readonly failed: number; readonly usage: number };
  /** Says what went wrong and ends the process. */
  readonly fail: (thrown: unknown) => void;
};

export async function runFileCommand(
  command: FileCommand,
  argv: readonly string[],
  { exitCodes, fail }: Ends,
): Promise<void> {
  const prepared = prepare(command, argv);
  if (prepared.kind === 'help') {
    process.stdout.write(prepared.text);
  } else if (prepared.kind === 'wrong') {
    process.stderr.write(`engram: ${prepared.message}\nhint: see \`engram ${command} --help\`\n`);
    process.exitCode = exitCodes.usage;
  } else {
    try {
      const { text, ok } = await prepared.run({ env: process.env, wallMs: Date.now() });
      process.stdout.write(text);
      process.exitCode = ok ? exitCodes.done : exitCodes.failed;
    } catch (thrown) {
      fail(thrown);
    }
  }
}

type Prepared =
  | { readonly kind: 'help'; readonly text: string }
  | Wrong
  | { readonly kind: 'run'; readonly run: (edges: BackupEdges) => Promise<BackupOutput> };

function prepare(command: FileCommand, argv: readonly string[]): Prepared {
  const { env } = process;
  switch (command) {
    case 'backup':
      return offer(parseBackupArguments(argv, env), backupHelpText, runBackup);
    case 'config':
      return offer(parseConfigArguments(argv, env), configHelpText, runConfigCheck);
    case 'restore':
      return offer(parseRestoreArguments(argv, env), restoreHelpText, runRestore);
    case 'wal-backup':
      return offer(parseWalBackupArguments(argv, env), walBackupHelpText, runWalBackup);
    case 'wal-replay':
      return offer(parseWalReplayArguments(argv, env), walReplayHelpText, runWalReplay);
  }
}

function offer<Work extends { readonly kind: string }>(
  parsed: Refused | Work,
  help: string,
  run: (work: Work, edges: BackupEdges) => Promise<BackupOutput>,
): Prepared {
  if (isRefused(parsed)) return parsed.kind === 'help' ? { kind: 'help', text: help } : parsed;
  return { kind: 'run', run: (edges) => run(parsed, edges) };
}

function isRefused(parsed: Refused | { readonly kind: string }): parsed is Refused {
  return parsed.kind === 'help' || parsed.kind === 'wrong';
}
