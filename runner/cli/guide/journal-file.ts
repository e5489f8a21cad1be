// Journals on disk: one file a guided run, a line an entry, each on the disk before the guide goes on.
import {
  closeSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UserError } from '../../errors.ts';
import type { JournalEntry, NewEntry } from '../../guide/journal-entry.ts';
import { readJournal } from '../../guide/journal-schema.ts';

export class JournalWriter {
  /** As the caller may type it. */
  readonly path: string;
  readonly #descriptor: number;

  constructor(path: string, descriptor: number) {
    this.path = path;
    this.#descriptor = descriptor;
  }

  /** A new file that only this user can read. */
  static create(path: string, cwd: string): JournalWriter {
    const absolute = resolve(cwd, path);
    makeFolder(dirname(absolute));
    const writer = new JournalWriter(path, open(absolute, 'wx', path));
    syncFolder(dirname(absolute));
    return writer;
  }

  /** Goes on with a file. A last line that was cut off in the middle goes first. */
  static reopen(path: string, cwd: string): JournalWriter {
    const absolute = resolve(cwd, path);
    const descriptor = open(absolute, 'r+', path);
    const whole = readFileSync(absolute).lastIndexOf('\n') + 1;
    ftruncateSync(descriptor, whole);
    closeSync(descriptor);
    return new JournalWriter(path, open(absolute, 'a', path));
  }

  /** On the disk when it returns. */
  write(entry: NewEntry): void {
    const line = `${JSON.stringify({ at: new Date().toISOString(), ...entry })}\n`;
    writeSync(this.#descriptor, line);
    fsyncSync(this.#descriptor);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

const stateFolder = '.runbook';
const journalFolder = join(stateFolder, 'journal');

/** `.runbook/journal/20260105T031205Z-replace-a-disk.jsonl`, relative to the working directory. */
export function newJournalPath(page: string, cwd: string): string {
  const time = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const taken = new Set(fileNames(cwd));
  for (let count = 1; ; count += 1) {
    const name = `${time}-${slugOf(page)}${count === 1 ? '' : `-${count}`}.jsonl`;
    if (!taken.has(name)) return join(journalFolder, name);
  }
}

export interface StoredJournal {
  /** As the caller may type it. */
  readonly path: string;
  readonly entries: readonly JournalEntry[];
}

/** Of this page, newest first. Files that are no journals are left out. */
export function journalsOf(page: string, cwd: string): readonly StoredJournal[] {
  return fileNames(cwd)
    .filter((name) => name.includes(`-${slugOf(page)}`))
    .toSorted()
    .toReversed()
    .flatMap((name) => {
      const path = join(journalFolder, name);
      const read = readJournal(readFileSync(join(cwd, path), 'utf8'));
      if (read.kind === 'damaged') return [];
      const [started] = read.entries;
      const isOfPage =
        started?.kind === 'started' && resolve(cwd, started.page) === resolve(cwd, page);
      return isOfPage ? [{ path, entries: read.entries }] : [];
    });
}

export function openJournal(path: string, cwd: string): StoredJournal {
  let text: string;
  try {
    text = readFileSync(resolve(cwd, path), 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(`Unexpected path \`${path}\`, expected a journal (${code})`);
  }
  const read = readJournal(text);
  if (read.kind === 'journal') return { path, entries: read.entries };
  throw new UserError(
    `Unexpected line ${read.line} of \`${path}\`, expected an entry of a journal: ${read.reason}`,
  );
}

function fileNames(cwd: string): readonly string[] {
  try {
    return readdirSync(join(cwd, journalFolder)).filter((name) => name.endsWith('.jsonl'));
  } catch {
    return [];
  }
}

function slugOf(page: string): string {
  return basename(page, '.md').replaceAll(/[^\w.-]+/g, '-');
}

function makeFolder(folder: string): void {
  const first = mkdirSync(folder, { recursive: true, mode: 0o700 });
  // What the runner keeps beside the pages is nothing to commit.
  if (first !== undefined && basename(first) === stateFolder) {
    writeFileSync(join(first, '.gitignore'), '*\n', { flag: 'wx' });
  }
}

function open(absolute: string, flags: string, path: string): number {
  try {
    return openSync(absolute, flags, 0o600);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const wanted =
      code === 'EEXIST'
        ? 'expected a new file: `--resume` goes on with one that is there'
        : `expected to write it (${code})`;
    throw new UserError(`Unexpected path \`${path}\` of the journal, ${wanted}`);
  }
}

/** The new name is on the disk too. */
function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}
