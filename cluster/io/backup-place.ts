/**
 * Where backups are kept: files by path, whatever is behind it. Everything fails with a `StartError` if the place cannot
 * be used: it is away, full, or not ours.
 */

export interface BackupPlace {
  /** For people. */
  readonly url: string;
  /** Paths of all files, separated by `/`, sorted; none if the place is not there yet. Unfinished files are left out. */
  list(): Promise<readonly string[]>;
  /** A file in pieces. Fails with `FileMissing` if it is not there. */
  read(path: string): AsyncIterable<Uint8Array>;
  /**
   * Makes or replaces a file. It has its name only once all of `content` came and is durable; if `content` fails, what
   * had the name before is untouched.
   */
  write(path: string, content: AsyncIterable<Uint8Array>): Promise<void>;
  /** Fine if it is missing. */
  remove(path: string): Promise<void>;
}

export class FileMissing extends Error {
  override readonly name = 'FileMissing';

  constructor(path: string) {
    super(`\`${path}\` is missing`);
  }
}
