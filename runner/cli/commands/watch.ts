// `runbook watch`: rounds of runs, one at a time, each about what has changed since the one before it began.
import { relative } from 'node:path';
import pc from 'picocolors';
import { isUserError } from '../../errors.ts';
import { safeLine } from '../../report/safe-lines.ts';
import { collectFiles } from '../collect-files.ts';
import { loadConfig } from '../config.ts';
import { exitCodes } from '../exit-code.ts';
import { type Io, isLive, wantsColor } from '../io.ts';
import { openPages } from '../open-pages.ts';
import { resolveTarget } from '../targets.ts';
import { type ChangeSource, pollFolders, watchFolders } from '../watch/folder-watch.ts';
import { planRound, type RoundOptions } from '../watch/round.ts';
import { Standings } from '../watch/standing.ts';
import { type ChangeKind, changesBetween, type Versions, versionsOf } from '../watch/versions.ts';
import {
  configFiles,
  type Dependents,
  findDependents,
  findPages,
  foldersToWatch,
} from '../watch/watched.ts';

export interface WatchCommandOptions extends RoundOptions {
  /** Look, instead of being told. Default false. */
  readonly poll?: boolean;
}

export async function watchCommand(
  paths: readonly string[],
  { poll = false, ...options }: WatchCommandOptions,
  io: Io,
): Promise<number> {
  // What is wrong with the command line ends it at once, and is nothing to wait for.
  collectFiles(paths, io.cwd);
  const { config, file } = await loadConfig(options.config, io.cwd, 'start');
  resolveTarget(options.target, config);
  const source = poll ? pollFolders() : watchFolders();
  try {
    await new Watch({ paths, options, configs: configFiles(options.config, file, io.cwd), io }).run(
      source,
    );
  } finally {
    source.close();
  }
  return exitCodes.interrupted;
}

/** More names than this are no help. */
const namedChanges = 5;

/** Back to the margin, and nothing to the right of it. */
const erase = '\r\u001b[2K';

interface WatchRequest {
  readonly paths: readonly string[];
  readonly options: RoundOptions;
  readonly configs: readonly string[];
  readonly io: Io;
}

class Watch {
  readonly #request: WatchRequest;
  readonly #standings = new Standings();
  #dependents: Dependents;
  #versions: Versions;
  #isLineShown = false;

  constructor(request: WatchRequest) {
    this.#request = request;
    this.#dependents = new Map(request.configs.map((path) => [path, 'all']));
    this.#versions = this.#look();
  }

  /** Ends with the signal. */
  async run(source: ChangeSource): Promise<void> {
    const { io, paths } = this.#request;
    let changes: ReadonlyMap<string, ChangeKind> | undefined;
    while (!io.signal.aborted) {
      if (changes === undefined || changes.size > 0) await this.#round(changes);
      if (io.signal.aborted) break;
      source.watch(foldersToWatch(paths, this.#versions.keys(), io.cwd));
      await source.next(io.signal);
      const now = this.#look();
      changes = changesBetween(this.#versions, now);
      this.#versions = now;
    }
    // The shell's prompt comes next.
    if (this.#isLineShown) await io.stdout.write('\n');
  }

  #look(): Versions {
    const { paths, io } = this.#request;
    const pages = findPages(paths, io.cwd).map(({ absolute }) => absolute);
    return versionsOf(new Set([...pages, ...this.#dependents.keys()]));
  }

  /** What is new among them gets the version that it has now. */
  #keepVersionsOf(paths: readonly string[]): void {
    const added = versionsOf(paths.filter((path) => !this.#versions.has(path)));
    this.#versions = new Map(
      paths.map((path) => [path, this.#versions.get(path) ?? added.get(path)]),
    );
  }

  /** `changes` undefined: the first round, of everything. */
  async #round(changes: ReadonlyMap<string, ChangeKind> | undefined): Promise<void> {
    const { io } = this.#request;
    try {
      await this.#runWhatMatters(changes);
    } catch (error) {
      if (!isUserError(error)) throw error;
      const hint = error.hint === undefined ? '' : `\nhint: ${error.hint}`;
      await this.#clearLine();
      await io.stderr.write(`error: ${error.message}${hint}\n`);
    }
    if (!io.signal.aborted) await this.#showLine();
  }

  async #runWhatMatters(changes: ReadonlyMap<string, ChangeKind> | undefined): Promise<void> {
    const { paths, options, configs, io } = this.#request;
    const pages = findPages(paths, io.cwd);
    const configVersion = configs.map((path) => this.#versions.get(path) ?? '').join();
    const wanted = this.#concerned(
      changes,
      new Map(pages.map((page) => [page.absolute, page.path])),
    );
    if (changes !== undefined) await this.#tell(changes);
    const opened = await openPages(
      pages.map(({ path }) => path),
      { ...options, configVersion },
      io,
    );
    this.#dependents = await findDependents(opened, configs, io.cwd);
    this.#keepVersionsOf([...pages.map(({ absolute }) => absolute), ...this.#dependents.keys()]);
    const round = planRound(opened, wanted, options);
    this.#standings.are(round.runbooks);
    this.#standings.wrong(round.broken);
    const isIdle = round.broken.length + round.good.length === 0 && changes !== undefined;
    if (!isIdle && changes !== undefined) await io.stdout.write('\n');
    const report = isIdle ? undefined : await round.run(paths, io);
    if (report !== undefined) this.#standings.ran(report);
  }

  #concerned(
    changes: ReadonlyMap<string, ChangeKind> | undefined,
    shown: ReadonlyMap<string, string>,
  ): ReadonlySet<string> | 'all' {
    if (changes === undefined) return 'all';
    const wanted = new Set<string>();
    for (const path of changes.keys()) {
      const dependents = this.#dependents.get(path) ?? new Set();
      if (dependents === 'all') return 'all';
      for (const page of dependents) wanted.add(page);
      const own = shown.get(path);
      if (own !== undefined) wanted.add(own);
    }
    return wanted;
  }

  async #tell(changes: ReadonlyMap<string, ChangeKind>): Promise<void> {
    const { io } = this.#request;
    const { dim } = pc.createColors(wantsColor(io.stdout, io.env));
    // The state line left an empty one above it.
    const gap = (await this.#clearLine()) ? '' : '\n';
    const lines = [...changes].map(
      ([path, kind]) => `↻ ${safeLine(relative(io.cwd, path) || path)} ${kind}`,
    );
    const rest = lines.length - namedChanges;
    const told = rest > 0 ? [...lines.slice(0, namedChanges), `… ${rest} more`] : lines;
    await io.stdout.write(`${gap}${told.map((line) => `${dim(line)}\n`).join('')}`);
  }

  async #showLine(): Promise<void> {
    const { io } = this.#request;
    const line = this.#standings.line();
    const { dim } = pc.createColors(wantsColor(io.stdout, io.env));
    if (!isLive(io.stdout, io.env)) return await io.stdout.write(`\n${line}\n`);
    this.#isLineShown = true;
    await io.stdout.write(`\n${dim(line.slice(0, Math.max(io.stdout.columns - 1, 10)))}`);
  }

  /** False: there was none. */
  async #clearLine(): Promise<boolean> {
    if (!this.#isLineShown) return false;
    this.#isLineShown = false;
    await this.#request.io.stdout.write(erase);
    return true;
  }
}
