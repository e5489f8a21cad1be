/** The data folder of a stopped node: what is known of it before it is replaced, and the replacing. */
import { chown, readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { decodeRestored, type RestoredRecord, restoredName } from '../../backup/restored.ts';
import { StartError } from '../../errors.ts';
import type { Disk } from '../../io/disk.ts';
import { dataFolder } from '../../node/data-folder.ts';
import { type Identity, readIdentity } from '../../node/identity.ts';
import { runningPid } from '../../node/running.ts';

export type DataRoot = {
  /** Absolute path. */
  readonly path: string;
  /** There is one. After a restore that was interrupted there may be none. */
  readonly exists: boolean;
  /** Null: no node ever started with it. */
  readonly identity: Identity | null;
  /** What it was restored from, if no node has started with it since. */
  readonly fresh: RestoredRecord | null;
};

/** Rejects if the folder cannot be replaced: a node works with it, it is somebody else's, or another node's. */
export async function inspectDataRoot(disk: Disk, path: string, node: string): Promise<DataRoot> {
  await requireStopped(disk, path);
  const exists = await isFolder(path);
  if (exists) await requireReplaceable(path);
  // Between its two renames a restore that was interrupted has left no folder, only the one that it moved aside.
  const known = exists ? path : await newestAside(disk, path);
  const identity = known === null ? null : await readIdentity(disk, known);
  if (identity !== null && identity.nodeId !== node) {
    throw new StartError(
      `Unexpected data folder \`${path}\`: it belongs to node \`${identity.nodeId}\`, expected one of \`${node}\`.`,
      { hint: 'give the configuration of the node whose folder this is' },
    );
  }
  return { path, exists, identity, fresh: exists ? await readFresh(disk, path) : null };
}

export async function requireStopped(disk: Disk, path: string): Promise<void> {
  const pid = await runningPid(disk, path);
  if (pid === null) return;
  throw new StartError(`A node works with \`${path}\`: process ${pid}.`, {
    hint: 'stop it by its supervisor, so that it does not come back, on all nodes: `systemctl stop engram`',
  });
}

/** Where the new folder is built. */
export function buildingPath(path: string): string {
  return `${path}.restoring`;
}

/** Puts what was built in the place of the folder; resolves with the path that the old one has now, null without one. */
export async function switchDataRoot(
  disk: Disk,
  { path, exists }: DataRoot,
  wallMs: number,
): Promise<string | null> {
  await requireStopped(disk, path);
  const aside = exists ? await freeAside(path, wallMs) : null;
  if (aside !== null) await disk.rename(path, aside);
  await disk.rename(buildingPath(path), path);
  await disk.syncDirectory(dirname(path));
  return aside;
}

/**
 * Gives what was built to the user of the folder that it replaces, or of the folder above where there is none: what root
 * restores must be readable for a node that is not root.
 */
export async function giveToOwner({ path, exists }: DataRoot, built: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = await stat(exists ? path : dirname(path));
  const names = await readdir(built, { recursive: true });
  for (const name of ['', ...names]) await chown(join(built, name), uid, gid);
}

/** Removes what an attempt has left that was not put into place. */
export async function removeUnfinished(path: string): Promise<void> {
  await rm(buildingPath(path), { recursive: true, force: true });
}

async function readFresh(disk: Disk, path: string): Promise<RestoredRecord | null> {
  const file = `${path}/${restoredName}`;
  if ((await disk.size(file)) === null) return null;
  // A node that starts begins its log before anything else.
  if ((await disk.list(dataFolder(path).wal)).length > 0) return null;
  return decodeRestored(await disk.read(file));
}

async function requireReplaceable(path: string): Promise<void> {
  const [own, parent] = await Promise.all([stat(path), stat(dirname(path))]);
  if (own.dev !== parent.dev) {
    throw new StartError(`\`${path}\` is a mount point: it cannot be moved aside.`, {
      hint: 'set `persistence.data_root` to a folder in it, and move the data there',
    });
  }
  const uid = process.getuid?.();
  // Root can give the new folder to whom the old one belongs, others cannot.
  if (uid !== undefined && uid !== 0 && uid !== own.uid) {
    throw new StartError(`\`${path}\` belongs to user ${own.uid}, and this is user ${uid}.`, {
      hint: 'run this as the user that the node runs as: `sudo -u engram engram restore …`',
    });
  }
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

async function newestAside(disk: Disk, path: string): Promise<string | null> {
  const names = await disk.list(dirname(path));
  const prefix = `${basename(path)}.before-restore-`;
  const name = names.filter((candidate) => candidate.startsWith(prefix)).at(-1);
  return name === undefined ? null : `${dirname(path)}/${name}`;
}

async function freeAside(path: string, wallMs: number): Promise<string> {
  const stamp = new Date(wallMs).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const plain = `${path}.before-restore-${stamp}`;
  let candidate = plain;
  for (let number = 2; await isFolder(candidate); number += 1) candidate = `${plain}_${number}`;
  return candidate;
}
