// One bundled program: a file that holds its source and the code that V8 compiles from it, and a small one that loads it.
import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { constants, Script } from 'node:vm';
import { type BuildOptions, build } from 'esbuild';
import { unusedParts } from './unused-parts.ts';

export type Program = {
  /** Of the file, without `.cjs`. */
  readonly name: string;
  /** Module that starts it, as if it stood in the root. */
  readonly entry: string;
};

/** Code of an earlier bundle stays so long for those who are just starting it, milliseconds. */
const keptMs = 3_600_000;

const common = {
  bundle: true,
  platform: 'node',
  // Starts faster than an ES module.
  format: 'cjs',
  target: 'node22.18',
  // The names stay: a stack trace says where it was.
  minifyWhitespace: true,
  minifySyntax: true,
  logLevel: 'warning',
  write: false,
} satisfies BuildOptions;

/** Writes `node_modules/.cache/engram/NAME.cjs`, whole or not at all: programs may be starting at this moment. */
export async function bundleProgram(root: string, { name, entry }: Program): Promise<void> {
  const folder = join(root, 'node_modules/.cache/engram');
  // What is written to while this reads must count as newer than the bundle.
  const begunAt = new Date();
  await mkdir(folder, { recursive: true });
  const source = await textOf({
    ...common,
    absWorkingDir: root,
    stdin: { contents: entry, resolveDir: root, loader: 'ts' },
    define: { 'import.meta.url': 'programUrl', BUNDLED_AS: '__filename' },
    banner: {
      js: '(function (exports, require, module, __filename, __dirname, programUrl) {',
    },
    footer: { js: '})' },
    // Large, and wanted by backups to a bucket only.
    external: ['@aws-sdk/*'],
    plugins: [unusedParts],
  });
  const file = asFile(source);
  const codeName = `${name}-${createHash('sha256').update(file).digest('hex').slice(0, 16)}.code`;
  const loader = await textOf({
    ...common,
    entryPoints: [join(import.meta.dirname, 'load-program.ts')],
    define: { PROGRAM_NAME: JSON.stringify(name), PROGRAM_CODE: JSON.stringify(codeName) },
  });
  await putWhole(join(folder, codeName), file);
  await putWhole(join(folder, `${name}.cjs`), loader, begunAt);
  await removeFormer(folder, name, codeName);
}

async function textOf(options: BuildOptions & { write: false }): Promise<string> {
  const { outputFiles } = await build(options);
  return outputFiles[0]?.text ?? '';
}

/** Length of the code in four bytes, the code, the source. */
function asFile(source: string): Buffer {
  // V8 leaves functions for later that did not run yet; here all shall be in the code.
  setFlagsFromString('--no-lazy');
  const script = new Script(source, {
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  // The code counts only for a V8 of the same flags.
  setFlagsFromString('--lazy');
  const code = script.createCachedData();
  const length = Buffer.alloc(4);
  length.writeUInt32LE(code.length);
  // One byte a character: esbuild writes ASCII.
  return Buffer.concat([length, code, Buffer.from(source, 'latin1')]);
}

async function putWhole(path: string, content: string | Buffer, time?: Date): Promise<void> {
  const draft = `${path}.${process.pid}`;
  try {
    await writeFile(draft, content);
    if (time !== undefined) await utimes(draft, time, time);
    await rename(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
}

async function removeFormer(folder: string, name: string, current: string): Promise<void> {
  const former = new RegExp(`^${name}-[0-9a-f]{16}\\.code$`);
  for (const file of await readdir(folder)) {
    if (!former.test(file) || file === current) continue;
    // Another set-up may have removed it meanwhile.
    const found = await stat(join(folder, file)).catch(() => null);
    if (found !== null && found.mtimeMs < Date.now() - keptMs)
      await rm(join(folder, file), { force: true });
  }
}
