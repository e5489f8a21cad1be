/** The commands that work on files: `engram backup`, `config`, `restore`, `wal-backup` and `wal-replay`. */
import { parseBackupArguments } from './backup/arguments.ts';
import { backupHelpText } from './backup/help.ts';
import { type BackupEdges, type BackupOutput, runBackup } from './backup/run.ts';
import { parseConfigArguments } from './config/arguments.ts';
import { configHelpText, runConfigCheck } from './config/check.ts';
import type { FileCommand } from './file-commands.ts';
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
  | { readonly kind: 'wrong'; readonly message: string }
  | { readonly kind: 'run'; readonly run: (edges: BackupEdges) => Promise<BackupOutput> };

function prepare(command: FileCommand, argv: readonly string[]): Prepared {
  switch (command) {
    case 'backup': {
      const work = parseBackupArguments(argv, process.env);
      if (work.kind === 'help') return { kind: 'help', text: backupHelpText };
      if (work.kind === 'wrong') return work;
      return { kind: 'run', run: (edges) => runBackup(work, edges) };
    }
    case 'config': {
      const work = parseConfigArguments(argv, process.env);
      if (work.kind === 'help') return { kind: 'help', text: configHelpText };
      if (work.kind === 'wrong') return work;
      return { kind: 'run', run: (edges) => runConfigCheck(work, edges) };
    }
    case 'restore': {
      const work = parseRestoreArguments(argv, process.env);
      if (work.kind === 'help') return { kind: 'help', text: restoreHelpText };
      if (work.kind === 'wrong') return work;
      return { kind: 'run', run: (edges) => runRestore(work, edges) };
    }
    case 'wal-backup': {
      const work = parseWalBackupArguments(argv, process.env);
      if (work.kind === 'help') return { kind: 'help', text: walBackupHelpText };
      if (work.kind === 'wrong') return work;
      return { kind: 'run', run: (edges) => runWalBackup(work, edges) };
    }
    case 'wal-replay': {
      const work = parseWalReplayArguments(argv, process.env);
      if (work.kind === 'help') return { kind: 'help', text: walReplayHelpText };
      if (work.kind === 'wrong') return work;
      return { kind: 'run', run: (edges) => runWalReplay(work, edges) };
    }
  }
}
