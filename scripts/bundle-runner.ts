// `npm run bundle`: writes the runner's npm package to dist/runner, or to the folder that is named.
// CommonJS, because it starts faster; three files, because `--version` should not read what `run` needs, and `run` not
// what only a jq expectation needs.
import { createHash } from 'node:crypto';
import { chmod, mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';

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

const commonJs = {
  ...common,
  format: 'cjs',
  banner: { js: 'const runbookUrl = require("node:url").pathToFileURL(__filename).href;' },
} satisfies BuildOptions;

const jq = chunk(/^jq-wasm$/, './jq.cjs');

async function bundle(): Promise<void> {
  const cli: BuildOptions = {
    ...commonJs,
    entryPoints: ['runner/cli/cli.ts'],
    outfile: join(target, 'bin/cli.cjs'),
    plugins: [jq],
  };
  const draft = await build({ ...cli, write: false, define: defines('') });
  const content = draft.outputFiles?.[0]?.contents ?? new Uint8Array();
  const id = createHash('sha256').update(content).digest('hex').slice(0, 16);
  await Promise.all([
    build({ ...cli, define: defines(id) }),
    build({
      ...commonJs,
      entryPoints: ['runner/cli/main.ts'],
      outfile: join(target, 'bin/runbook.cjs'),
      define: defines(id),
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
      plugins: [chunk(/^jq-wasm$/, './bin/jq.cjs')],
    }),
  ]);
  await chmod(join(target, 'bin/runbook.cjs'), 0o755);
}

function defines(id: string): Record<string, string> {
  return { RUNBOOK_BUILD_ID: JSON.stringify(id), 'import.meta.url': 'runbookUrl' };
}

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
await bundle();
