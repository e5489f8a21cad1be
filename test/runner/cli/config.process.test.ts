// The config file: where it is looked for, what it may be called, what is said when it is wrong.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scratchFolder } from '../../support/scratch.ts';
import { page, runCli } from './run-cli.ts';

const asks = page('## Steps\n\n```bash\necho "$GREETING"\n```\n\n```text expect\nhi\n```\n');
const greets = "export const config = { env: { GREETING: 'hi' }, template: [] };\n";
const wrong = 'error: Unexpected ';

describe('a config', () => {
  test.each([
    ['runbook.config.ts', greets.replace('config =', 'config: object =')],
    ['runbook.config.mts', greets],
    ['runbook.config.js', greets],
    ['runbook.config.mjs', greets],
  ])('may be called %s', async (name, text) => {
    const folder = await scratchFolder({ 'a.md': asks, [name]: text });
    const { exitCode, stderr } = await runCli(folder, ['run', 'a.md']);
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
  });

  test('is found in the nearest folder above, up to the root of the repository', async () => {
    const folder = await scratchFolder({
      'runbook.config.mjs': 'throw new Error("outside of the repository");\n',
      'repo/runbook.config.mjs': greets,
      'repo/deep/down/a.md': asks,
      'repo/other/runbook.config.mjs': greets.replace('hi', 'good day'),
      'repo/other/a.md': asks,
    });
    await mkdir(join(folder, 'repo/.git'));
    expect((await runCli(join(folder, 'repo/deep/down'), ['run', 'a.md'])).exitCode).toBe(0);
    expect((await runCli(join(folder, 'repo/other'), ['run', 'a.md'])).exitCode).toBe(1);
  });

  test('above the root of the repository, or outside of one above the working directory, is not run', async () => {
    const folder = await scratchFolder({
      'runbook.config.mjs': 'throw new Error("not mine");\n',
      'repo/notes.md': '# Notes\n',
      'plain/notes.md': '# Notes\n',
    });
    await mkdir(join(folder, 'repo/.git'));
    for (const name of ['repo', 'plain']) {
      expect(await runCli(join(folder, name), ['check', '.'])).toEqual({
        exitCode: 0,
        stdout: 'no diagnostics in 1 file\n',
        stderr: '',
      });
    }
  });

  test('beside another one is refused', async () => {
    const folder = await scratchFolder({
      'a.md': asks,
      'runbook.config.ts': greets,
      'runbook.config.mjs': greets,
    });
    expect(await runCli(folder, ['run', 'a.md'])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `${wrong}\`runbook.config.mjs\` beside \`runbook.config.ts\` in \`${folder}\`, expected one config file\nhint: delete one, or name one with \`--config\`\n`,
    });
  });
});

describe('a wrong config', () => {
  test.each([
    ['3', 'value of `config` in `runbook.config.ts`, expected object, received number'],
    ['{ paths: [] }', 'key `paths` in `runbook.config.ts`, expected `path`'],
    [
      '{ colour: true }',
      'key `colour` in `runbook.config.ts`, expected `path`, `env`, `template`, `secrets`, `alerts`, `docs` or `targets`',
    ],
    ['{ path: 3 }', 'value of `path` in `runbook.config.ts`, expected array, received number'],
    [
      "{ env: { 'a-b': 'x' } }",
      'name `env.a-b` in `runbook.config.ts`, expected a variable name of letters, digits and `_`',
    ],
    [
      '{ template: [3] }',
      'value of `template.0` in `runbook.config.ts`, expected a title, or an object with a `title`',
    ],
    [
      '{ targets: { prod: { shel: "ssh prod" } } }',
      'key `targets.prod.shel` in `runbook.config.ts`, expected `shell`',
    ],
    [
      '{ targets: { prod: { policy: "closed" } } }',
      'value of `targets.prod.policy` in `runbook.config.ts`, expected `open`, `production`, or an object with `mutating` and `destructive`',
    ],
    [
      '{ targets: { prod: { policy: { destructive: "maybe" } } } }',
      'value of `targets.prod.policy.destructive` in `runbook.config.ts`, expected one of "run"|"confirm"|"refuse"',
    ],
    [
      '{ targets: { prod: { policy: { destuctive: "run" } } } }',
      'key `targets.prod.policy.destuctive` in `runbook.config.ts`, expected `destructive`',
    ],
    [
      '{ targets: { local: {} } }',
      'value of `targets` in `runbook.config.ts`, expected another name than `local`, which is always there',
    ],
  ])('%s is one sentence that names the key', async (text, message) => {
    const folder = await scratchFolder({
      'a.md': asks,
      'runbook.config.ts': `export const config = ${text};\n`,
    });
    expect(await runCli(folder, ['run', '.'])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `${wrong}${message}\n`,
    });
  });

  test('tells all that is wrong with it', async () => {
    const folder = await scratchFolder({
      'a.md': asks,
      'runbook.config.ts': 'export const config = { path: 3, envs: {} };\n',
    });
    const { stderr } = await runCli(folder, ['check', '.']);
    expect(stderr).toBe(
      `${wrong}value of \`path\` in \`runbook.config.ts\`, expected array, received number\n${wrong}key \`envs\` in \`runbook.config.ts\`, expected \`env\`\n`,
    );
  });

  test.each([
    [
      'export const configuration = {};\n',
      `${wrong}\`runbook.config.ts\` without \`config\`, expected \`export const config = {…}\`\n`,
    ],
    [
      'export default {};\n',
      `${wrong}\`runbook.config.ts\` without \`config\`, expected \`export const config = {…}\`\nhint: it has a default export: give it the name \`config\`\n`,
    ],
    [
      "throw new Error('no luck');\n",
      `${wrong}error while loading \`runbook.config.ts\`: no luck\n`,
    ],
  ])('that is %j is a usage error', async (text, stderr) => {
    const folder = await scratchFolder({ 'a.md': asks, 'runbook.config.ts': text });
    expect(await runCli(folder, ['run', '.'])).toEqual({ exitCode: 2, stdout: '', stderr });
  });
});
