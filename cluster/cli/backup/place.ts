/** Places of backups as command lines name them: `file:///PATH` and `s3://BUCKET/PREFIX`. */
import { isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BackupPlace } from '../../io/backup-place.ts';
import { openFolderPlace } from '../../io/folder-place.ts';

/** `folder`: an absolute path, without a slash at its end. `prefix`: without one at either end, `''` is the bucket. */
export type PlaceAddress =
  | { readonly scheme: 'file'; readonly folder: string }
  | { readonly scheme: 's3'; readonly bucket: string; readonly prefix: string };

const expected =
  '`file:///PATH`, a folder of this host, which may be a mounted share, or `s3://BUCKET/PREFIX`';

/** The address, or the sentence that refuses it; `flag` is the option's name, without its dashes. */
export function parsePlace(url: string | undefined, flag: string): PlaceAddress | string {
  if (url === undefined) {
    return `Expected a place for backups: add \`--${flag} file:///PATH\` or \`s3://BUCKET/PREFIX\`.`;
  }
  return (
    parseFolder(url) ?? parseBucket(url) ?? `Unexpected place \`${url}\`, expected ${expected}.`
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

/** Names as https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html and object-keys.html allow. */
function parseBucket(url: string): PlaceAddress | null {
  const [, bucket, path = ''] =
    /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(\/.*)?$/.exec(url) ?? [];
  if (bucket === undefined) return null;
  const prefix = path.replace(/^\/|\/$/g, '');
  const isName = (part: string) => /^[\w!.*'()=+@:,-]+$/.test(part) && !/^\.\.?$/.test(part);
  return prefix === '' || prefix.split('/').every(isName) ? { scheme: 's3', bucket, prefix } : null;
}

/** Touches nothing: what is wrong with the place is told by its first use. */
export async function openPlace(address: PlaceAddress): Promise<BackupPlace> {
  if (address.scheme === 'file') return openFolderPlace(address.folder);
  // Loaded when it is wanted: nothing else of a node needs the SDK.
  const [{ createBucketClient }, { openBucketPlace }] = await Promise.all([
    import('../../io/bucket-client.ts'),
    import('../../io/bucket-place.ts'),
  ]);
  return openBucketPlace(address, createBucketClient());
}
