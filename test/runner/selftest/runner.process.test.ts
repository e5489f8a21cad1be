// Runbooks about the runner, run by the runner.
import { chmod, cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratchFolder } from '../../support/scratch.ts';
import { main, node, runCli } from '../cli/run-cli.ts';

test('the runner does to sample pages what its own runbook says', async () => {
  const folder = await scratchFolder({
    'runbook.config.ts': "export const config = { template: [], path: ['bin'] };\n",
  });
  for (const name of ['runner.md', 'pages'])
    await cp(join(import.meta.dirname, name), join(folder, name), { recursive: true });
  await mkdir(join(folder, 'bin'));
  const program = join(folder, 'bin/runbook');
  await writeFile(program, `#!/bin/sh\nexec '${node}' '${main}' "$@"\n`);
  await chmod(program, 0o755);
  const { exitCode, stdout } = await runCli(folder, ['run', 'runner.md']);
  expect(stdout).toContain('✓ 8 passed  1 runbook, 8 steps, 16 assertions');
  expect(exitCode).toBe(0);
}, 120_000);
