// Writes the program of a node as one file, which starts in less than half the time of its three hundred modules.
// `scripts/set-up.sh` calls this when something is newer than the file; `ops/bin/engram` starts the sources until then.
import { mkdirSync, renameSync, rmSync, utimesSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { englishOnly } from './bundle/english-only.ts';

const root = resolve(import.meta.dirname, '..');
const folder = join(root, 'node_modules/.cache/engram');
const program = join(folder, 'engram.cjs');
const draft = join(folder, `engram.${process.pid}.cjs`);

// What is written to while this reads must count as newer than the bundle.
const begunAt = new Date();
mkdirSync(folder, { recursive: true });
try {
  await build({
    absWorkingDir: root,
    entryPoints: ['cluster/main.ts'],
    outfile: draft,
    bundle: true,
    platform: 'node',
    // Starts faster than an ES module.
    format: 'cjs',
    target: 'node22.18',
    // The names stay: a stack trace says where it was.
    minifyWhitespace: true,
    minifySyntax: true,
    // Large, and wanted by backups to a bucket only.
    external: ['@aws-sdk/*'],
    plugins: [englishOnly],
    logLevel: 'warning',
  });
  utimesSync(draft, begunAt, begunAt);
  // Whole or not at all: nodes may be starting at this moment.
  renameSync(draft, program);
} finally {
  rmSync(draft, { force: true });
}
