/**
 * The disk as the node's parts see it: append-only files plus the few directory operations that durable storage needs.
 *
 * What is promised, and no more: bytes survive a power cut after `datasync` of their file resolved;
 * names (create, rename, remove) survive after `syncDirectory` of their directory resolved.
 */

export interface Disk {
  /** Opens for appending; creates the file with mode 0600 if it is missing. Its directory must exist. */
  openAppend(path: string): Promise<AppendFile>;
  /** The whole file, or `range` of it (fewer bytes where the file ends). Rejects with code ENOENT if it is missing. */
  read(
    path: string,
    range?: { readonly offset: number; readonly length: number },
  ): Promise<Uint8Array>;
  /** Names in a directory, sorted; none if the directory is missing. */
  list(directory: string): Promise<readonly string[]>;
  /** Size of a file in bytes, or null if it is missing. */
  size(path: string): Promise<number | null>;
  /** Creates the directory and its parents with mode 0700, durably; fine if it is there. */
  makeDirectory(path: string): Promise<void>;
  /** Moves a file, replacing the target in one step. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file; fine if it is missing. */
  remove(path: string): Promise<void>;
  /** Cuts a file to `size` bytes and makes that durable before it resolves. */
  truncate(path: string, size: number): Promise<void>;
  /** Makes the names in a directory durable. */
  syncDirectory(path: string): Promise<void>;
}

export interface AppendFile {
  readonly path: string;
  /** Writes all bytes at the end of the file. One write at a time. */
  append(bytes: Uint8Array): Promise<void>;
  /** Resolves when everything appended so far is durable (fdatasync). */
  datasync(): Promise<void>;
  /** `append`, and resolves when the bytes are durable; nothing is said of those before. One step where the system has one. */
  appendDurably(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/**
 * Replaces a small file so that after a crash it holds either the old or the new bytes, never a mix:
 * write beside it, sync, rename over it, sync the directory.
 */
export async function replaceFile(disk: Disk, path: string, bytes: Uint8Array): Promise<void> {
  const beside = `${path}.new`;
  await disk.remove(beside);
  const file = await disk.openAppend(beside);
  try {
    await file.append(bytes);
    await file.datasync();
  } finally {
    await file.close();
  }
  await disk.rename(beside, path);
  await disk.syncDirectory(path.slice(0, Math.max(path.lastIndexOf('/'), 1)));
}
