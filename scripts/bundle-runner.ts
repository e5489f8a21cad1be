// `npm run bundle`: writes the runner's npm package to dist/runner, or to the folder that is named.
// CommonJS, because it starts faster; several files, because `--version` should not read what `run` needs, and `run` not
// what only another command or a jq expectation needs.
import { createHash } from 'node:crypto';
import { chmod, copyFile, cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { type BuildOptions, build, type Metafile, type OutputFile, type Plugin } from 'esbuild';
import { execa } from 'execa';
import { unusedParts } from './bundle/unused-parts.ts';

const root = resolve(import.meta.dirname, '..');
const target = resolve(process.argv[2] ?? join(root, 'dist/runner'));

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node22.18',
  minify: true,
  // Names in stack traces of a bug report.
  keepNames: true,
  legalComments: 'external',
  logLevel: 'warning',
} satisfies BuildOptions;

/** Leaves an import to be loaded from a file of its own beside the bundle. */
function chunk(from: RegExp, file: string): Plugin {
  return {
    name: `chunk ${file}`,
    setup({ onResolve }) {
      onResolve({ filter: from }, ({ kind }) =>
        kind === 'entry-point' ? undefined : { path: file, external: true },
      );
    },
  };
}

/** What the sources load late and at once, through `createRequire`, comes into the bundle too. */
const lateRequire: Plugin = {
  name: 'late require',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]runner[\\/].*\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const name = /^const (\w+) = createRequire\(import\.meta\.url\);$/m.exec(source)?.[1];
      if (name === undefined) return undefined;
      return { contents: source.replaceAll(`${name}('`, "require('"), loader: 'ts' };
    });
  },
};

const commonJs = {
  ...common,
  format: 'cjs',
  banner: { js: 'const runbookUrl = require("node:url").pathToFileURL(__filename).href;' },
} satisfies BuildOptions;

/** Loaded by every `runbook run`, so they stand in the same file; all else that is loaded when needed is a second one. */
const hot: ReadonlySet<string> = new Set(['runner/cli/commands/run.ts', 'runner/report/pretty.ts']);

/** What went into the program. */
async function bundle(): Promise<Metafile> {
  const cli = {
    ...commonJs,
    entryPoints: ['runner/cli/cli.ts'],
    outfile: join(target, 'bin/cli.cjs'),
    metafile: true,
    define: defines(''),
    plugins: [unusedParts, lateRequire],
  } satisfies BuildOptions;
  const draft = await build({ ...cli, write: false });
  const id = createHash('sha256')
    .update(draft.outputFiles[0]?.contents ?? '')
    .digest('hex')
    .slice(0, 16);
  const cold = Object.values(draft.metafile.inputs)
    .flatMap(({ imports }) => imports)
    .filter(({ kind, path, external }) => kind === 'dynamic-import' && !external && !hot.has(path))
    .map(({ path }) => path);
  const define = defines(id);
  await Promise.all([
    build({
      ...cli,
      define,
      plugins: [unusedParts, lateRequire, fromSecondFile(new Set(cold))],
      write: false,
    }).then(({ outputFiles }) => writeFiles(outputFiles, askSecondFile)),
    build({
      ...commonJs,
      stdin: { contents: namespaces(new Set(cold)), resolveDir: root, loader: 'ts' },
      outfile: join(target, 'bin/rest.cjs'),
      define,
      plugins: [unusedParts, lateRequire],
    }),
    build({
      ...commonJs,
      entryPoints: ['runner/cli/main.ts'],
      outfile: join(target, 'bin/runbook.cjs'),
      define,
      plugins: [chunk(/^\.\/cli\.ts$/, './cli.cjs')],
      // `require` does what `import()` does, without a second loader.
      supported: { 'dynamic-import': false },
    }),
    build({
      ...common,
      format: 'esm',
      entryPoints: ['runner/judge/jq/jq-worker.ts'],
      outfile: join(target, 'bin/jq-worker.mjs'),
      // What Emscripten writes asks for `require`, whatever module it stands in.
      banner: {
        js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url); const __filename = import.meta.filename; const __dirname = import.meta.dirname;',
      },
    }),
    build({
      ...commonJs,
      entryPoints: ['runner/package-door.ts'],
      outfile: join(target, 'index.cjs'),
      define: { ...define, RUNBOOK_JQ_WORKER: JSON.stringify('./bin/jq-worker.mjs') },
      plugins: [unusedParts, lateRequire],
    }),
  ]);
  await chmod(join(target, 'bin/runbook.cjs'), 0o755);
  return draft.metafile;
}

async function writeFiles(
  files: readonly OutputFile[],
  edit: (code: string) => string,
): Promise<void> {
  for (const { path, text } of files) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, path.endsWith('.cjs') ? edit(text) : text);
  }
}

function defines(id: string): Record<string, string> {
  return {
    RUNBOOK_BUILD_ID: JSON.stringify(id),
    RUNBOOK_JQ_WORKER: JSON.stringify('./jq-worker.mjs'),
    'import.meta.url': 'runbookUrl',
  };
}

/** The second file: one export a module, its whole namespace, evaluated when it is asked for. */
function namespaces(paths: ReadonlySet<string>): string {
  return [...paths]
    .map((path) => `exports[${JSON.stringify(path)}] = () => import('./${path}');`)
    .join('\n');
}

/** Leaves `import()` of what stands in the second file alone, under a name that `askSecondFile` finds. */
function fromSecondFile(paths: ReadonlySet<string>): Plugin {
  return {
    name: 'second file',
    setup({ onResolve }) {
      onResolve({ filter: /^\.\.?\// }, ({ kind, path, resolveDir }) => {
        const file = relative(root, resolve(resolveDir, path));
        const isThere = kind === 'dynamic-import' && paths.has(file);
        return isThere ? { path: `second-file:${file}`, external: true } : undefined;
      });
    },
  };
}

function askSecondFile(code: string): string {
  return code.replaceAll(
    /import\("second-file:([^"]+)"\)/g,
    (_, path: string) => `require("./rest.cjs")[${JSON.stringify(path)}]()`,
  );
}

/** Names of the packages that went into the bundles. */
function packagesIn(metafile: Metafile): readonly string[] {
  const names = Object.keys(metafile.inputs).flatMap(
    (path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? [],
  );
  return [...new Set([...names, 'jq-wasm'])].toSorted();
}

/** Their licences ask to be passed on with them. */
async function notices(names: readonly string[]): Promise<string> {
  const texts = names.map(async (name) => {
    const folder = join(root, 'node_modules', name);
    const { license } = await readFacts(join(folder, 'package.json'));
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e(\.md|\.txt)?$/i.test(entry));
    const text =
      file === undefined ? '' : `\n${(await readFile(join(folder, file), 'utf8')).trim()}\n`;
    return `## ${name} (${license})\n${text}`;
  });
  return `# Software in this package\n\n${(await Promise.all(texts)).join('\n')}`;
}

interface PackageFacts {
  readonly version: string;
  readonly license: string;
}

async function readFacts(path: string): Promise<PackageFacts> {
  return JSON.parse(await readFile(path, 'utf8')) as PackageFacts;
}

async function describe(metafile: Metafile): Promise<void> {
  const { version, license } = await readFacts(join(root, 'package.json'));
  const facts = {
    name: 'runbook-runner',
    version,
    description: 'Runs Markdown runbooks and says which line of a page is no longer true.',
    license,
    keywords: ['runbook', 'markdown', 'documentation', 'literate', 'operations', 'test'],
    engines: { node: '>=22.18' },
    os: ['linux', 'darwin'],
    bin: { runbook: 'bin/runbook.cjs' },
    exports: {
      '.': { types: './types/package-door.d.ts', default: './index.cjs' },
      './schemas/*': './schemas/*',
      './package.json': './package.json',
    },
  };
  await Promise.all([
    writeFile(join(target, 'package.json'), `${JSON.stringify(facts, null, 2)}\n`),
    writeFile(join(target, 'THIRD-PARTY-NOTICES.md'), await notices(packagesIn(metafile))),
    copyFile(join(root, 'runner/README.md'), join(target, 'README.md')),
    cp(join(root, 'public/schemas'), join(target, 'schemas'), { recursive: true }),
    execa({ cwd: root, preferLocal: true })('tsc', [
      '--project',
      'scripts/bundle/types.json',
      '--outDir',
      join(target, 'types'),
    ]),
  ]);
}

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
await describe(await bundle());
