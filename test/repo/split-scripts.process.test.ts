// The scripts about splits and releases that the specification names: thin, and honest about their exit codes.
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';

const scripts = join(import.meta.dirname, '../../scripts');

async function run(script: string, ...words: readonly string[]) {
  const { exitCode, stdout, stderr } = await execa(join(scripts, script), words, { reject: false });
  return { exitCode, stdout, stderr };
}

test('releases that work together are COMPATIBLE, others end with 1', async () => {
  const known = await run('check_version_compatibility.sh', '--from', '0.1.0', '--to', '0.2.0');
  expect(known).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^COMPATIBLE\n/) });
  const unknown = await run('check_version_compatibility.sh', '--from', '0.1.0', '--to', '7.0.0');
  expect(unknown).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(/^INCOMPATIBLE\n/) });
});

test('a recovery that has nothing to compare with is neither PASS nor FAIL', async () => {
  const { exitCode, stdout, stderr } = await run('validate_partition_recovery.sh', '--after', '1');
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain('expected Unix seconds');
});

test.each(['check_version_compatibility.sh', 'validate_partition_recovery.sh'])(
  '%s --help shows an example',
  async (script) => {
    const { exitCode, stdout } = await run(script, '--help');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/Example:\n {2}\S+\.sh --/);
  },
);
