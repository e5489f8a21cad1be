// The words that the grammar does not know: files, and what stands in pages and in the config.
import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { branchesOf } from '../../plan/branches.ts';
import { reporters } from '../../report/reporters.ts';
import { loadConfig } from '../config.ts';
import type { Io } from '../io.ts';
import type { LoadedPage } from '../load-pages.ts';
import { openPages } from '../open-pages.ts';
import { allowedClasses } from '../policy.ts';
import { noBranch } from '../select-runs.ts';
import { localTarget } from '../targets.ts';
import type {
  Candidate,
  CompletionSources,
  FileKind,
  SourceCandidate,
  Typed,
} from './completion.ts';

export function createSources(io: Io): CompletionSources {
  const files = (kind: FileKind, current: string) => listFiles(kind, current, io);
  return {
    files,
    async valuesOf(option, current, typed) {
      switch (option) {
        case '--tag':
          return tags(await openTyped(typed, io));
        case '--step':
          return steps(await openTyped(typed, io));
        case '--branch':
          return branches(await openTyped(typed, io));
        case '--param':
          return parameters(await openTyped(typed, io), current);
        case '--target':
          return [{ value: localTarget, about: 'on the fixtures' }, ...(await targets(typed, io))];
        case '--confirm':
          return await targets(typed, io);
        case '--allow':
          return allowedClasses.map((value) => ({ value }));
        case '--reporter':
          return reporterValues(current, files);
        default:
          return [];
      }
    },
  };
}

function tags(pages: readonly LoadedPage[]): readonly Candidate[] {
  return pages.flatMap(({ runbook }) => (runbook.runbook?.tags ?? []).map((value) => ({ value })));
}

function steps(pages: readonly LoadedPage[]): readonly Candidate[] {
  return pages.flatMap(({ runbook }) =>
    runbook.sections
      .filter(({ role }) => role !== 'teardown')
      .flatMap((section) =>
        section.steps
          .filter(({ skipReason }) => skipReason === undefined)
          .map(({ id, title }) => ({ value: id, about: title })),
      ),
  );
}

function branches(pages: readonly LoadedPage[]): readonly Candidate[] {
  const named = pages.flatMap(({ runbook }) => branchesOf(runbook).map((value) => ({ value })));
  return [{ value: noBranch, about: 'only the main paths' }, ...named];
}

function parameters(pages: readonly LoadedPage[], current: string): readonly Candidate[] {
  const all = pages.flatMap(({ runbook }) => runbook.runbook?.parameters ?? []);
  const [name, ...rest] = current.split('=');
  if (rest.length > 0) {
    const choices = all.filter((parameter) => parameter.name === name);
    return choices.flatMap((parameter) =>
      (parameter.choices ?? []).map((value) => ({ value: `${name}=${value}` })),
    );
  }
  return all.map((parameter) => ({
    value: `${parameter.name}=`,
    about: parameter.description,
    isOpen: true,
  }));
}

async function targets({ values }: Typed, io: Io): Promise<readonly Candidate[]> {
  const { config } = await loadConfig(values.get('--config'), io.cwd);
  return Object.entries(config.targets ?? {}).map(([value, { shell = 'the local shell' }]) => ({
    value,
    about: shell,
  }));
}

function reporterValues(
  current: string,
  files: CompletionSources['files'],
): readonly SourceCandidate[] {
  const [name, ...rest] = current.split(':');
  if (rest.length === 0) return Object.keys(reporters).map((value) => ({ value }));
  return files('any', rest.join(':')).map((each) => ({ ...each, value: `${name}:${each.value}` }));
}

/** The pages that are named on the line; without any, all below the working directory. */
async function openTyped({ operands, values }: Typed, io: Io): Promise<readonly LoadedPage[]> {
  const config = values.get('--config');
  const paths = operands.length === 0 ? ['.'] : operands;
  return (await openPages(paths, config === undefined ? {} : { config }, io)).pages;
}

const endings: Readonly<Record<Exclude<FileKind, 'folder'>, string>> = {
  markdown: '.md',
  json: '.json',
  any: '',
};

function listFiles(kind: FileKind, current: string, { cwd, env }: Io): readonly SourceCandidate[] {
  const slash = current.lastIndexOf('/') + 1;
  const [folder, begin] = [current.slice(0, slash), current.slice(slash)];
  const place = folder.startsWith('~/') ? join(env['HOME'] ?? '~', folder.slice(2)) : folder;
  const candidates: SourceCandidate[] = [];
  for (const entry of readdirSync(resolve(cwd, place), { withFileTypes: true })) {
    // A line break in a name would be two words for the shell.
    if (!entry.name.startsWith(begin) || /[\n\t]/.test(entry.name)) continue;
    if (entry.name.startsWith('.') && !begin.startsWith('.')) continue;
    const value = `${folder}${entry.name}`;
    const isFolder =
      entry.isDirectory() ||
      (entry.isSymbolicLink() && isFolderAt(join(resolve(cwd, place), entry.name)));
    if (isFolder) candidates.push({ value: `${value}/`, isOpen: true, isPath: true });
    else if (kind !== 'folder' && entry.name.endsWith(endings[kind]))
      candidates.push({ value, isPath: true });
  }
  return candidates.toSorted((a, b) => (a.value < b.value ? -1 : 1));
}

function isFolderAt(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
