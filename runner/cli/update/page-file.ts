// The file of a page: read once, written whole or not at all.
import { createHash } from 'node:crypto';
import {
  access,
  chmod,
  constants,
  open,
  readFile,
  realpath,
  rename,
  rm,
  stat,
} from 'node:fs/promises';
import { dirname } from 'node:path';
import { UserError } from '../../errors.ts';
import { randomWord } from '../../execute/random-word.ts';

export interface PageFile {
  /** As the caller gave it. */
  readonly path: string;
  /** Behind every link. */
  readonly real: string;
  readonly bytes: Uint8Array;
  /** Without a byte order mark. */
  readonly text: string;
  readonly hasMark: boolean;
}

/** `sha256` is of the page as it was checked. */
export async function readPageFile(
  path: string,
  absolute: string,
  sha256: string,
): Promise<PageFile> {
  const real = await realpath(absolute);
  const bytes = await readFile(real);
  if (createHash('sha256').update(bytes).digest('hex') !== sha256) {
    throw new UserError(`Unexpected change of \`${path}\` while it was read, expected one page`);
  }
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const hasMark = text.startsWith('\ufeff');
  return { path, real, bytes, text: hasMark ? text.slice(1) : text, hasMark };
}

/** Before anything runs: half an hour of work must not end in a page that cannot be written. */
export async function refuseReadOnly({ path, real }: PageFile): Promise<void> {
  try {
    await access(real, constants.W_OK);
    await access(dirname(real), constants.W_OK);
    // Root may write everywhere, but whoever took the right to write away meant it.
    if (((await stat(real)).mode & 0o222) !== 0) return;
  } catch {
    // Said below.
  }
  throw new UserError(
    `Unexpected read-only file \`${path}\`, expected a page that can be written; nothing was run`,
    '`--dry-run` shows what would change',
  );
}

/** False: the file has changed since it was read, and is left as it is. Its mode stays; what it links to is written. */
export async function writePageFile(file: PageFile, text: string): Promise<boolean> {
  const now = await readFile(file.real).catch(() => undefined);
  if (now === undefined || !now.equals(file.bytes)) return false;
  const { mode } = await stat(file.real);
  const draft = `${file.real}.${randomWord()}.tmp`;
  try {
    const handle = await open(draft, 'wx', mode & 0o777);
    try {
      await handle.writeFile((file.hasMark ? '\ufeff' : '') + text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    // What the umask has taken away.
    await chmod(draft, mode & 0o7777);
    await rename(draft, file.real);
    return true;
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
