/** The commands of disaster recovery: `engram restore`, `engram wal-backup`, `engram wal-replay`. */
import type { BackupEdges, BackupOutput } from './backup/run.ts';
import { parseRestoreArguments } from './restore/arguments.ts';
import { restoreHelpText } from './restore/help.ts';
import { runRestore } from './restore/run.ts';
import { parseWalBackupArguments, parseWalReplayArguments } from './wal/arguments.ts';
import { runWalBackup } from './wal/backup.ts';
import { walBackupHelpText, walReplayHelpText } from './wal/help.ts';
import { runWalReplay } from './wal/replay.ts';

export type RecoveryCommand = 'restore' | 'wal-backup' | 'wal-replay';

type Ends = {
  readonly exitCodes: { readonly done: number; readonly failed: number; readonly usage: number };
  /** Says what went wrong and ends the process. */
  readonly fail: (thrown: unknown) => void;
};

export async function recover(
  command: RecoveryCommand,
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

function prepare(command: RecoveryCommand, argv: readonly string[]): Prepared {
  switch (command) {
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
