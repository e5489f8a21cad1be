import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { oldestNode, tooOld } from '../../../runner/cli/node-version.ts';

test.each(['22.18.0', '22.19.1', '24.0.0', '26.1.0'])('Node %s will do', (version) => {
  expect(tooOld(version)).toBeNull();
});

test.each(['20.19.2', '22.17.9', '18.0.0'])(
  'Node %s is refused, and told which one is needed',
  (version) => {
    expect(tooOld(version)).toBe(
      `Unexpected Node ${version}, expected 22.18 or newer: the runner does not work on older ones.\n`,
    );
  },
);

test('the package asks for the same Node', async () => {
  const bundler = join(import.meta.dirname, '../../../scripts/bundle-runner.ts');
  expect(await readFile(bundler, 'utf8')).toContain(`engines: { node: '>=${oldestNode}' }`);
});
