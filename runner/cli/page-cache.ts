// What reading and checking a page gave, kept for the next time: most runs see pages that have not changed, and the
// Markdown grammar costs more than everything else that happens before the first step.
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Runbook } from '../model/runbook.ts';

export interface CheckedPage {
  readonly runbook: Runbook;
  readonly diagnostics: readonly Diagnostic[];
}

export interface PageCache {
  /** Undefined: not known, or the page has another text now. */
  find(page: PageKey, text: string): CheckedPage | undefined;
  /** Never throws: a cache that cannot be written is only slow. */
  keep(page: PageKey, text: string, checked: CheckedPage): void;
}

/** All that decides what reading a page gives, its text left out. */
export interface PageKey {
  /** As diagnostics and reports name it. */
  readonly path: string;
  readonly absolute: string;
  /** What the config asks of a page, in any form that `JSON.stringify` takes. */
  readonly options: unknown;
}

export interface CachePlace {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Of the program; undefined: its sources may change between two runs, so there is no cache. */
  readonly buildId: string | undefined;
}

/** Undefined where nothing is to be cached: `RUNBOOK_CACHE=off`, no home, or sources that run as they are. */
export function openPageCache({ env, buildId }: CachePlace): PageCache | undefined {
  if (buildId === undefined || env['RUNBOOK_CACHE'] === 'off') return undefined;
  const parent = cacheFolder(env);
  return parent === undefined ? undefined : new FolderCache(parent, buildId);
}

/** XDG base directories: a relative path there is to be ignored. */
function cacheFolder(env: CachePlace['env']): string | undefined {
  const given = env['XDG_CACHE_HOME'];
  if (given !== undefined && isAbsolute(given)) return join(given, 'runbook');
  const home = env['HOME'] ?? homedir();
  return isAbsolute(home) ? join(home, '.cache', 'runbook') : undefined;
}

/** One file a page, overwritten when the page changes: the folder is as large as the pages are many. */
class FolderCache implements PageCache {
  readonly #parent: string;
  readonly #folder: string;

  constructor(parent: string, buildId: string) {
    this.#parent = parent;
    this.#folder = join(parent, buildId);
  }

  find(page: PageKey, text: string): CheckedPage | undefined {
    try {
      const kept = JSON.parse(readFileSync(this.#file(page), 'utf8')) as Kept;
      return kept.key === keyText(page) && kept.text === text ? kept.checked : undefined;
    } catch {
      // Not there, or damaged: it will be written anew.
      return undefined;
    }
  }

  keep(page: PageKey, text: string, checked: CheckedPage): void {
    const file = this.#file(page);
    const draft = `${file}.${process.pid}`;
    try {
      if (mkdirSync(this.#folder, { recursive: true, mode: 0o700 }) !== undefined) this.#prune();
      const kept: Kept = { key: keyText(page), text, checked };
      writeFileSync(draft, JSON.stringify(kept), { mode: 0o600 });
      renameSync(draft, file);
    } catch {
      rmSync(draft, { force: true });
    }
  }

  #file(page: PageKey): string {
    return join(this.#folder, `${fnv1a(keyText(page))}.json`);
  }

  /** A new build's first words: what other builds kept and nobody has used for a month goes. */
  #prune(): void {
    const oldest = Date.now() - monthMs;
    for (const name of readdirSync(this.#parent)) {
      const folder = join(this.#parent, name);
      if (statSync(folder).mtimeMs < oldest) rmSync(folder, { recursive: true, force: true });
    }
  }
}

const monthMs = 30 * 24 * 60 * 60 * 1000;

/** Comparing the whole text is exact, and faster than hashing it: `node:crypto` alone takes milliseconds to load. */
interface Kept {
  readonly key: string;
  readonly text: string;
  readonly checked: CheckedPage;
}

function keyText({ path, absolute, options }: PageKey): string {
  return JSON.stringify([path, absolute, options ?? null]);
}

/** Only a file name: a second page with the same one is told apart by its key, and merely not cached. */
function fnv1a(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (let index = 0; index < text.length; index += 1) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(index))) * 0x100000001b3n);
  }
  return hash.toString(16);
}
