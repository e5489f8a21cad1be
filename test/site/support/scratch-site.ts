// A copy of the site's own sources with other pages, in a folder of its own: what the site does with a report or with
// a mistake can then be tested without depending on what is published or on what has run.
import { cpSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';

const project = join(import.meta.dirname, '../../..');
const sources = [
  'src',
  'runner',
  'public',
  'deployments',
  'astro.config.mjs',
  'ec.config.mjs',
  'tsconfig.json',
  'package.json',
];

/**
 * Lays out `.cache/<name>`, inside the project so that packages are found by looking upwards. Returns the folder.
 * `files` are written last, by path from it; the home page and the error page are the real ones.
 */
export function layOutSite(name: string, files: Readonly<Record<string, string>> = {}): string {
  const root = join(project, '.cache', name);
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root, { recursive: true });
  for (const source of sources)
    cpSync(join(project, source), join(root, source), { recursive: true });
  // The sample pages end in .txt, so that no formatter rewrites bytes that the tests compare.
  cpSync(join(import.meta.dirname, 'sample'), join(root, 'content'), { recursive: true });
  for (const file of readdirSync(join(root, 'content'), { recursive: true, encoding: 'utf8' })) {
    const path = join(root, 'content', file);
    if (file.endsWith('.md.txt')) renameSync(path, path.replace(/\.txt$/, ''));
  }
  for (const page of ['index.md', '404.md'])
    cpSync(join(project, 'content', page), join(root, 'content', page));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

/** Runs `astro …` in that folder; never rejects. */
export function astro(
  root: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
) {
  const script = join(project, 'node_modules/astro/bin/astro.mjs');
  return execa(process.execPath, [script, ...args], {
    cwd: root,
    env: { ASTRO_TELEMETRY_DISABLED: '1', ...env },
    reject: false,
    all: true,
  });
}
