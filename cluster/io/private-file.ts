/** Files that hold secrets: for their owner alone, replaced whole. */
import { chmod, open, readFile, rename, stat, unlink } from 'node:fs/promises';

/** The text of a file. Rejects if others than its owner may change it: then it proves nothing. */
export async function readPrivateFile(path: string): Promise<string> {
  const { mode } = await stat(path);
  if ((mode & 0o022) !== 0) {
    throw new Error(
      `\`${path}\` may be changed by others than its owner (mode ${(mode & 0o777).toString(8)}); run \`chmod 600 ${path}\``,
    );
  }
  return await readFile(path, 'utf8');
}

/** Writes beside the file, syncs, and puts it in its place: a reader sees the old text or the new one. */
export async function replacePrivateFile(path: string, text: string): Promise<void> {
  const beside = `${path}.${process.pid}.new`;
  const file = await open(beside, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await chmod(beside, 0o600);
    await rename(beside, path);
  } catch (cause) {
    await unlink(beside).catch(() => undefined);
    throw cause;
  }
}
