// `npm run bundle`: writes the runner's npm package to dist/runner, or to the folder that is named.
// CommonJS, because it starts faster; three files, because `--version` should not read what `run` needs, and `run` not
// what only a jq expectation needs.
import { createHash } from 'node:crypto';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { type BuildOptions, build, type OutputFile, type Plugin } from 'esbuild';

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
  loader: { '.md': 'text' },
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

/** zod brings its messages in fifty languages and fills its tables with them at the start; one of them is used. */
const englishOnly: Plugin = {
  name: 'english only',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
      loader: 'js',
    }));
  },
};

const commonJs = {
  ...common,
  format: 'cjs',
  banner: { js: 'const runbookUrl = require("node:url").pathToFileURL(__filename).href;' },
} satisfies BuildOptions;

const jq = chunk(/^jq-wasm$/, './jq.cjs');

/** Loaded by every `runbook run`, so they stand in the same file; all else that is loaded when needed is a second one. */
const hot: ReadonlySet<string> = new Set(['runner/cli/commands/run.ts', 'runner/report/pretty.ts']);

async function bundle(): Promise<void> {
  const cli = {
    ...commonJs,
    entryPoints: ['runner/cli/cli.ts'],
    outfile: join(target, 'bin/cli.cjs'),
    metafile: true,
    define: defines(''),
    plugins: [jq, englishOnly],
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
      plugins: [jq, englishOnly, fromSecondFile(new Set(cold))],
      write: false,
    }).then(({ outputFiles }) => writeFiles(outputFiles, askSecondFile)),
    build({
      ...commonJs,
      stdin: { contents: namespaces(new Set(cold)), resolveDir: root, loader: 'ts' },
      outfile: join(target, 'bin/rest.cjs'),
      define,
      plugins: [jq, englishOnly],
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
    build({ ...commonJs, entryPoints: ['jq-wasm'], outfile: join(target, 'bin/jq.cjs') }),
    build({
      ...common,
      format: 'esm',
      entryPoints: ['runner/index.ts'],
      outfile: join(target, 'index.mjs'),
      define: { RUNBOOK_BUILD_ID: JSON.stringify(id) },
      plugins: [chunk(/^jq-wasm$/, './bin/jq.cjs'), englishOnly],
    }),
  ]);
  await chmod(join(target, 'bin/runbook.cjs'), 0o755);
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
  return { RUNBOOK_BUILD_ID: JSON.stringify(id), 'import.meta.url': 'runbookUrl' };
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

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
await bundle();
