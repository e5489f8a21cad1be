// The commands that an operator would type on the host of a node.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parseBackupArguments } from '../../../../cluster/cli/backup/arguments.ts';
import { runBackup } from '../../../../cluster/cli/backup/run.ts';
import { parseRestoreArguments } from '../../../../cluster/cli/restore/arguments.ts';
import { runRestore } from '../../../../cluster/cli/restore/run.ts';
import {
  parseWalBackupArguments,
  parseWalReplayArguments,
} from '../../../../cluster/cli/wal/arguments.ts';
import { runWalBackup } from '../../../../cluster/cli/wal/backup.ts';
import { runWalReplay } from '../../../../cluster/cli/wal/replay.ts';
import { waitUntil } from '../../../support/wait-until.ts';
import type { LiveNode } from '../../node/live-cluster.ts';

const program = fileURLToPath(new URL('../../../../ops/bin/engram', import.meta.url));
const run = promisify(execFile);

/** The command as a process of its own. */
export async function engram(node: LiveNode, line: string): Promise<string> {
  const { stdout } = await run(program, line.split(' '), {
    env: { ...process.env, ENGRAM_CONFIG: node.configPath },
  });
  return stdout;
}

/** The same without the start of a process, where there are many. */
export async function within(node: LiveNode, line: string): Promise<string> {
  const env = { ENGRAM_CONFIG: node.configPath };
  const edges = { env, wallMs: Date.now() };
  const [command, ...argv] = line.split(' ');
  switch (command) {
    case 'backup':
      return (await runBackup(understood(parseBackupArguments(argv, env)), edges)).text;
    case 'restore':
      return (await runRestore(understood(parseRestoreArguments(argv, env)), edges)).text;
    case 'wal-backup':
      return (await runWalBackup(understood(parseWalBackupArguments(argv, env)), edges)).text;
    default:
      return (await runWalReplay(understood(parseWalReplayArguments(argv, env)), edges)).text;
  }
}

function understood<Work extends { readonly kind: string }>(
  work: Work,
): Exclude<Work, { readonly kind: 'help' | 'wrong' }> {
  if (work.kind === 'help' || work.kind === 'wrong') throw new Error(JSON.stringify(work));
  return work as Exclude<Work, { readonly kind: 'help' | 'wrong' }>;
}

/** What it says when it refuses. */
export async function refusalOf(node: LiveNode, line: string): Promise<string> {
  return await engram(node, line).then(
    (text) => `it did: ${text}`,
    (thrown: { readonly stderr: string }) => thrown.stderr,
  );
}

/** Exported by the nodes that have a part, which these are. */
export async function snapshotExported(
  place: string,
  nodes: readonly [LiveNode, ...LiveNode[]],
): Promise<string> {
  const [asked] = nodes;
  const answer = await asked.ask('POST', '/api/v1/cluster/backup/snapshot');
  const { snapshot_id: id } = answer.body as { snapshot_id: string };
  const path = `/api/v1/cluster/backup/snapshot/${id}/status`;
  const isComplete = async (): Promise<boolean> =>
    (await asked.get('getSnapshotStatus', path)).status === 'complete';
  await waitUntil(isComplete, 30_000, `${id} to be complete`);
  for (const node of nodes) {
    await within(node, `backup export --snapshot ${id} --destination ${place}/${id}/${node.id}`);
  }
  return id;
}
