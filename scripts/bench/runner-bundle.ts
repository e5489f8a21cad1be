// The runner as its users have it: bundled, with a cache of its own.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';

const root = resolve(import.meta.dirname, '../..');

export interface BundledRunner {
  /** A scratch folder. */
  readonly folder: string;
  /** Words of `runbook …`. */
  readonly command: (...args: readonly string[]) => readonly string[];
  /** Environment with a cache that only this benchmark uses; `off`: nothing is kept. */
  readonly env: (cache: 'warm' | 'off') => Record<string, string>;
}

export async function withBundledRunner(
  use: (runner: BundledRunner) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'runbooks-bench-'));
  try {
    const program = join(folder, 'package/bin/runbook.cjs');
    await execa(process.execPath, ['scripts/bundle-runner.ts', join(folder, 'package')], {
      cwd: root,
    });
    await use({
      folder,
      command: (...args) => [process.execPath, program, ...args],
      env: (cache) => ({
        XDG_CACHE_HOME: join(folder, 'cache'),
        NODE_COMPILE_CACHE: join(folder, 'compile-cache'),
        RUNBOOK_CACHE: cache === 'off' ? 'off' : 'on',
        NO_COLOR: '1',
      }),
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
