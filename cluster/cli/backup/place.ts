/** Places of backups as command lines name them: `file:///PATH` and `s3://BUCKET/PREFIX`. */
import { isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BackupPlace } from '../../io/backup-place.ts';
import { openFolderPlace } from '../../io/folder-place.ts';

/** `folder`: an absolute path, without a slash at its end. */
export type PlaceAddress = { readonly scheme: 'file'; readonly folder: string };

/** The address, or the sentence that refuses it; `flag` is the option's name, without its dashes. */
export function parsePlace(url: string | undefined, flag: string): PlaceAddress | string {
  if (url === undefined) return `Expected a place for backups: add \`--${flag} file:///PATH\`.`;
  return (
    parseFolder(url) ??
    `Unexpected place \`${url}\`, expected \`file:///PATH\`: a folder of this host, which may be a mounted share.`
  );
}

function parseFolder(url: string): PlaceAddress | null {
  if (!url.startsWith('file://')) return null;
  try {
    const path = fileURLToPath(url);
    return isAbsolute(path) ? { scheme: 'file', folder: path.replace(/(?<=.)\/+$/, '') } : null;
  } catch {
    // A host in it, or a broken escape.
    return null;
  }
}

/** Touches nothing: what is wrong with the place is told by its first use. */
export async function openPlace(address: PlaceAddress): Promise<BackupPlace> {
  return openFolderPlace(address.folder);
}
