// The boundary check has to be able to fail: each rule is shown one planted violation.
import { copyFile, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { scratchFolder } from '../support/scratch.ts';

const root = resolve(import.meta.dirname, '../..');
const rooms = ['runner', 'cluster', 'ops', 'src', 'scripts', 'test'];

interface Cruise {
  readonly summary: {
    readonly totalCruised: number;
    readonly violations: readonly {
      readonly rule: { readonly name: string };
      readonly from: string;
    }[];
  };
}

async function cruise(folder: string, folders: readonly string[]): Promise<Cruise['summary']> {
  const { stdout } = await execa({ cwd: folder, preferLocal: true, localDir: root, reject: false })(
    'depcruise',
    ['--config', '.dependency-cruiser.mjs', '--output-type', 'json', ...folders],
  );
  return (JSON.parse(stdout) as Cruise).summary;
}

/** A small project with the same config, one legal import, and `files` on top. */
async function plant(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await scratchFolder({
    'runner/index.ts': `export * from './model/step.ts';\n`,
    'runner/model/step.ts': 'export const step = 1;\n',
    'runner/judge/judge.ts': `import { step } from '../model/step.ts';\nexport const judge = step;\n`,
    'cluster/api/contract.ts': 'export const contract = 1;\n',
    'cluster/node.ts': 'export const node = 1;\n',
    'ops/main.ts': `import { contract } from '../cluster/api/contract.ts';\nexport const main = contract;\n`,
    'src/page.ts': `import { step } from '../runner/index.ts';\nexport const page = step;\n`,
    ...files,
  });
  await copyFile(join(root, '.dependency-cruiser.mjs'), join(folder, '.dependency-cruiser.mjs'));
  await copyFile(join(root, 'tsconfig.json'), join(folder, 'tsconfig.json'));
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

const importing = (path: string): string =>
  `import * as it from '${path}';\nexport const used = it;\n`;

const violations: readonly (readonly [rule: string, file: string, text: string])[] = [
  ['runner-knows-no-room', 'runner/model/bad.ts', importing('../../cluster/api/contract.ts')],
  ['cluster-knows-no-room', 'cluster/bad.ts', importing('../ops/main.ts')],
  ['ops-uses-the-contract-only', 'ops/bad.ts', importing('../runner/index.ts')],
  ['cluster-has-one-door', 'ops/bad.ts', importing('../cluster/node.ts')],
  ['runner-has-one-door', 'src/bad.ts', importing('../runner/model/step.ts')],
  ['site-uses-the-runner-door-only', 'src/bad.ts', importing('../cluster/api/contract.ts')],
  ['nobody-imports-scripts-or-tests', 'ops/bad.ts', importing('../test/bad-support.ts')],
  ['runner-phase-execute-stands-alone', 'runner/execute/bad.ts', importing('../judge/judge.ts')],
  ['runner-model-imports-nothing', 'runner/model/bad.ts', importing('node:fs')],
  ['cluster-part-swim-stands-alone', 'cluster/swim/bad.ts', importing('../node.ts')],
  ['cluster-cores-do-no-io', 'cluster/wal/bad.ts', importing('node:fs')],
  ['no-cycles', 'runner/model/bad.ts', `${importing('./worse.ts')}`],
];

describe('the boundary check', () => {
  test('finds no violation in the project, and is not blind', async () => {
    const summary = await cruise(root, rooms);
    expect(summary.violations).toEqual([]);
    expect(summary.totalCruised).toBeGreaterThan(50);
  }, 60_000);

  test('accepts the small legal project that the violations are planted in', async () => {
    const summary = await cruise(await plant({}), ['runner', 'cluster', 'ops', 'src']);
    expect(summary.violations).toEqual([]);
  }, 60_000);

  test.each(violations)(
    'fails on %s',
    async (rule, file, text) => {
      const folder = await plant({
        'test/bad-support.ts': 'export const support = 1;\n',
        ...(rule === 'no-cycles' ? { 'runner/model/worse.ts': importing('./bad.ts') } : {}),
        [file]: text,
      });
      const summary = await cruise(folder, ['runner', 'cluster', 'ops', 'src', 'test']);
      expect(summary.violations.map((found) => [found.rule.name, found.from])).toContainEqual([
        rule,
        file,
      ]);
    },
    60_000,
  );
});
