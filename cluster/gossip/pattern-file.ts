/** The patterns of a space on disk: one small file, replaced as a whole, with a checksum against silent damage. */
import { type Disk, replaceFile } from '../io/disk.ts';
import { sha256 } from '../model/sha256.ts';
import type { Pattern } from './pattern.ts';

/** First line: format and SHA-256 of the rest. Second line: JSON array of patterns. */
const format = 'engram-patterns-1';

export type ReadPatterns =
  | { readonly kind: 'read'; readonly patterns: readonly Pattern[] }
  | { readonly kind: 'missing' }
  /** The other copies have the same patterns: start without and let gossip bring them. */
  | { readonly kind: 'damaged'; readonly reason: string };

export async function readPatterns(disk: Disk, path: string): Promise<ReadPatterns> {
  if ((await disk.size(path)) === null) return { kind: 'missing' };
  const text = Buffer.from(await disk.read(path)).toString('utf8');
  const end = text.indexOf('\n');
  const [name, checksum] = text.slice(0, Math.max(end, 0)).split(' ');
  if (name !== format) return { kind: 'damaged', reason: `it does not begin with \`${format}\`` };
  const body = text.slice(end + 1);
  if (sha256(body) !== checksum) return { kind: 'damaged', reason: 'its checksum does not match' };
  return { kind: 'read', patterns: JSON.parse(body) as readonly Pattern[] };
}

export async function writePatterns(
  disk: Disk,
  path: string,
  patterns: readonly Pattern[],
): Promise<void> {
  const body = JSON.stringify(patterns);
  const text = `${format} ${sha256(body)}\n${body}`;
  await replaceFile(disk, path, Buffer.from(text));
}
