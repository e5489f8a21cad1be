// Reads, parses and checks every page before anything else happens, the fixtures that they name included.
import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import type { CheckOptions } from '../check/check-runbook.ts';
import type { Template } from '../check/template.ts';
import { UserError } from '../errors.ts';
import { jqProblem } from '../judge/jq/jq.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Runbook } from '../model/runbook.ts';
import type { SourceSpan } from '../model/source.ts';
import { checkFixture, fixtureNotFound, notAFixture } from '../plan/check-plan.ts';
import { resolveFixture } from '../plan/resolve-fixture.ts';
import { buildId } from './build-id.ts';
import type { PageFile } from './collect-files.ts';
import { type CheckedPage, openPageCache, type PageCache } from './page-cache.ts';

export interface LoadedPage {
  readonly runbook: Runbook;
  /** Present if the page names a fixture and that was found. */
  readonly fixture?: Runbook;
}

export interface LoadedPages {
  readonly pages: readonly LoadedPage[];
  /** Of all pages and fixtures; those of one file stand together. */
  readonly diagnostics: readonly Diagnostic[];
  /** Text of every file that was read, by the path that diagnostics use. */
  readonly sources: ReadonlyMap<string, string>;
}

export interface LoadOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Default: the runner's own. */
  readonly template?: Template;
  /** Names of alerts that pages may lead to. Default: any. */
  readonly alerts?: ReadonlySet<string>;
}

export async function loadPages(
  files: readonly PageFile[],
  options: LoadOptions,
): Promise<LoadedPages> {
  const loader = new PageLoader(options);
  const pages: LoadedPage[] = [];
  for (const file of files) pages.push(await loader.load(file));
  return { pages, diagnostics: loader.diagnostics, sources: loader.sources };
}

class PageLoader {
  readonly sources = new Map<string, string>();
  readonly #options: LoadOptions;
  /** By absolute path: two runbooks may name one fixture. */
  readonly #read = new Map<
    string,
    { readonly runbook: Runbook; readonly diagnostics: Diagnostic[] }
  >();

  readonly #cache: PageCache | undefined;

  constructor(options: LoadOptions) {
    this.#options = options;
    this.#cache = openPageCache({ env: options.env, buildId });
  }

  get diagnostics(): readonly Diagnostic[] {
    return [...this.#read.values()].flatMap(({ diagnostics }) => diagnostics);
  }

  async load(file: PageFile): Promise<LoadedPage> {
    const bytes = readPage(file.absolute);
    if (bytes === undefined)
      throw new UserError(`Unexpected end of \`${file.path}\`, expected to read it: it is gone`);
    const page = await this.#parse(file, bytes);
    const fixture = await this.#loadFixture(file, bytes, page);
    return { runbook: page.runbook, ...(fixture && { fixture }) };
  }

  async #parse(file: PageFile, bytes: Uint8Array) {
    const known = this.#read.get(file.absolute);
    if (known !== undefined) return known;
    const source = new TextDecoder().decode(bytes);
    this.sources.set(file.path, source);
    const { template, alerts } = this.#options;
    const rules = { ...(template && { template }), ...(alerts && { alerts }) };
    const key = { ...file, options: { template, alerts: alerts && [...alerts].toSorted() } };
    // Byte order marks and broken bytes count too: what is compared has every byte of the file.
    const text = Buffer.from(bytes).toString('latin1');
    const cached = this.#cache?.find(key, text);
    const checked = cached ?? (await readAndCheck(file.path, bytes, source, rules));
    if (cached === undefined) this.#cache?.keep(key, text, checked);
    const page = { runbook: checked.runbook, diagnostics: [...checked.diagnostics] };
    this.#read.set(file.absolute, page);
    return page;
  }

  async #loadFixture(
    file: PageFile,
    bytes: Uint8Array,
    page: { readonly runbook: Runbook; readonly diagnostics: Diagnostic[] },
  ): Promise<Runbook | undefined> {
    const name = page.runbook.runbook?.fixture;
    if (name === undefined) return undefined;
    const resolved = await resolveFixture(file.absolute, name, async (path) => readPage(path));
    if (!('path' in resolved)) {
      const tried = resolved.tried.map((path) => this.#display(path));
      const at = await locateFixture(bytes);
      page.diagnostics.push(fixtureNotFound(page.runbook, { tried }, at));
      page.diagnostics.sort(byPlace);
      return undefined;
    }
    const path = this.#display(resolved.path);
    const fixture = await this.#parse({ path, absolute: resolved.path }, resolved.text);
    if (fixture.runbook.fixture === undefined) {
      const at = await locateFixture(bytes);
      page.diagnostics.push(notAFixture(page.runbook, fixture.runbook, at));
    } else page.diagnostics.push(...checkFixture(page.runbook, fixture.runbook));
    page.diagnostics.sort(byPlace);
    return fixture.runbook;
  }

  #display(absolute: string): string {
    const path = relative(this.#options.cwd, absolute);
    return path.startsWith('../../..') ? resolve(absolute) : path;
  }
}

/** Only a mistake needs its place, and finding it needs the grammar. */
async function locateFixture(bytes: Uint8Array): Promise<SourceSpan> {
  const { locateFrontMatter } = await import('../parse/parse-runbook.ts');
  return locateFrontMatter(bytes, ['runbook', 'fixture']);
}

/** The Markdown grammar is loaded by the first page that needs it. */
async function readAndCheck(
  path: string,
  bytes: Uint8Array,
  source: string,
  rules: CheckOptions,
): Promise<CheckedPage> {
  const [{ parseRunbook }, { checkRunbook }] = await Promise.all([
    import('../parse/parse-runbook.ts'),
    import('../check/check-runbook.ts'),
  ]);
  const { runbook, diagnostics } = parseRunbook({ path, text: bytes, jqProblem });
  const found = checkRunbook(runbook, source, rules);
  return { runbook, diagnostics: [...diagnostics, ...found].toSorted(byPlace) };
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  return a.span.line - b.span.line || a.span.column - b.span.column;
}

function readPage(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new UserError(
      `Unexpected \`${code}\` while reading \`${path}\`, expected a readable file`,
      undefined,
      {
        cause: error,
      },
    );
  }
}
