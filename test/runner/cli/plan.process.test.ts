// `runbook plan`: every decision that a run would take, and nothing run.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scratchFolder } from '../../support/scratch.ts';
import { noTemplate, page, readIfThere, runCli } from './run-cli.ts';

const config = {
  'runbook.config.mjs': `export const config = {
  template: [],
  targets: { prod: { shell: "ssh 'ops@prod 1'", policy: 'production' } },
};
`,
};

describe('a plan', () => {
  test('has every step in the order of the run', async () => {
    const folder = await scratchFolder({
      'a.md': page(
        '## Teardown\n\n```bash\nrm -f key\n```\n\n## Steps\n\n```bash name=look within=5s\ncat key |\n  head\n```\n\n```text expect\n<KEY word>\n```\n',
        '  timeout: 90s\n',
      ),
      'runbook.config.mjs': noTemplate,
    });
    expect(await runCli(folder, ['plan', 'a.md'])).toEqual({
      exitCode: 0,
      stderr: '',
      stdout: `Rotate the keys  a.md
  at most 1 min 30 s for the steps

Steps  a.md
  Steps › look  a.md:19  read-only, until it holds, at most 5.0 s, every 500 ms
    $ cat key |
        head
    expect exit code 0
    expect 1 line of text (line 24)
    capture KEY

Teardown, always, in a new shell  a.md
  Teardown › step-1  a.md:13  read-only, at most 1 min
    $ rm -f key
    expect exit code 0
`,
    });
  });

  const drain = page(
    [
      '## Steps\n\n```bash name=watch background within=10s\ntail -f log\n```\n\n```text expect\nready\n```\n\n',
      '```bash name=drain risk=mutating\ndrain "$NODE" "$SIZE"\n```\n\n```text expect\n```\n\n',
      '```bash name=verify within=5s stays=3s every=1s\ncheck "$NODE"\n```\n\n```text expect\nok\n```\n\n',
      '```bash name=undo branch=stuck risk=destructive\nundo "$TOKEN"\n```\n\n```text expect\n```\n\n',
      '```bash name=look branch=stuck\nlook\n```\n\n```text expect\nok\n```\n\n',
    ].join(''),
    `  fixture: nodes
  parameters:
    NODE: { description: The node to drain., example: node-1, label: instance }
    SIZE: { description: Its size., example: 3Gi, type: bytes, default: 2Gi }
    TOKEN: { description: For the API., example: abcd, type: secret }
    UP: { description: What the fixture says., example: x }
`,
  );
  const files = {
    'a.md': drain,
    'alert.json': '{"instance": "node-7"}',
    '_fixtures/nodes.md':
      '---\ntitle: Nodes\nfixture:\n---\n\n## Setup\n\n```bash name=up\necho x\n```\n\n```text expect\n<UP>\n```\n',
    ...config,
  };

  test('has a run for each branch, and says where every value comes from', async () => {
    const folder = await scratchFolder(files);
    const args = ['plan', 'a.md', '--alert', 'alert.json', '--param', 'TOKEN=hunter22'];
    const { exitCode, stdout, stderr } = await runCli(folder, args);
    expect(stderr).toBe('');
    expect(stdout).toMatchInlineSnapshot(`
      "Rotate the keys  a.md
        at most 10 min for the steps
        NODE=node-7  from the alert’s label instance
        SIZE=2Gi  the default of the page
        TOKEN=[secret TOKEN]  from --param
        UP  captured by _fixtures/nodes.md

      Fixture setup, in the local shell  _fixtures/nodes.md
        Setup › up  _fixtures/nodes.md:8  read-only, at most 1 min
          $ echo x
          expect exit code 0
          expect 1 line of text (line 12)
          capture UP

      Steps  a.md
        Steps › watch  a.md:18  read-only, in the background, ready in at most 10.0 s
          $ tail -f log
          expect exit code 0
          expect 1 line of text (line 22)
        Steps › drain  a.md:26  mutating, at most 1 min
          $ drain "$NODE" "$SIZE"
          expect exit code 0
          expect no output (line 30)
        Steps › verify  a.md:33  read-only, until it holds, at most 5.0 s, stays so for 3.0 s, every 1.0 s
          $ check "$NODE"
          expect exit code 0
          expect 1 line of text (line 37)

      Rotate the keys  a.md  branch stuck
        at most 10 min for the steps
        NODE=node-7  from the alert’s label instance
        SIZE=2Gi  the default of the page
        TOKEN=[secret TOKEN]  from --param
        UP  captured by _fixtures/nodes.md

      Fixture setup, in the local shell  _fixtures/nodes.md
        Setup › up  _fixtures/nodes.md:8  read-only, at most 1 min
          $ echo x
          expect exit code 0
          expect 1 line of text (line 12)
          capture UP

      Steps  a.md
        Steps › watch  a.md:18  read-only, in the background, ready in at most 10.0 s
          $ tail -f log
          expect exit code 0
          expect 1 line of text (line 22)
        Steps › drain  a.md:26  mutating, at most 1 min
          $ drain "$NODE" "$SIZE"
          expect exit code 0
          expect no output (line 30)
        Steps › verify  a.md:33  read-only, until it holds, at most 5.0 s, stays so for 3.0 s, every 1.0 s
          $ check "$NODE"
          expect exit code 0
          expect 1 line of text (line 37)
        Steps › undo  a.md:41  destructive, at most 1 min
          $ undo "$TOKEN"
          expect exit code 0
          expect no output (line 45)
        Steps › look  a.md:48  read-only, at most 1 min
          $ look
          expect exit code 0
          expect 1 line of text (line 52)
      "
    `);
    expect(stdout).not.toContain('hunter22');
    expect(exitCode).toBe(0);
    const json = await runCli(folder, [...args, '--json']);
    expect(json.stdout).not.toContain('hunter22');
    expect(JSON.parse(json.stdout)).toMatchObject({
      schema: 1,
      plans: [
        { parameters: { NODE: 'node-7', TOKEN: '[secret TOKEN]' } },
        { branch: 'stuck', values: [{ name: 'NODE', value: 'node-7' }, {}, {}, { name: 'UP' }] },
      ],
    });
    expect(readIfThere(join(folder, '.runbook/last-run.json'))).toBeUndefined();
  });

  test('on a target has no fixture, and what the policy says of each step', async () => {
    const folder = await scratchFolder(files);
    const args = ['plan', 'a.md', '--target', 'prod', '--branch', 'stuck', '--step', 'undo'];
    const given = ['--param', 'NODE=n', '--param', 'TOKEN=abcd', '--param', 'UP=u'];
    const { exitCode, stdout } = await runCli(folder, [...args, ...given]);
    expect(exitCode).toBe(0);
    expect(
      stdout.split('\n').filter((line) => line.includes(' › ') || /^ {2}at most/.test(line)),
    ).toEqual([
      '  at most 10 min for the steps, on target prod (ssh ops@prod 1)',
      '  Steps › watch  a.md:18  read-only, in the background, ready in at most 10.0 s',
      '  Steps › drain  a.md:26  mutating (to be confirmed), at most 1 min',
      '  Steps › verify  a.md:33  read-only, until it holds, at most 5.0 s, stays so for 3.0 s, every 1.0 s',
      '  Steps › undo  a.md:41  destructive (refused), at most 1 min',
    ]);
    const allowed = await runCli(folder, [...args, ...given, '--allow', 'destructive']);
    expect(allowed.stdout).toContain('a.md:41  destructive (to be confirmed), at most 1 min');
  });

  test('with values missing is shown, and ends with 2', async () => {
    const folder = await scratchFolder(files);
    const { exitCode, stdout, stderr } = await runCli(folder, ['plan', 'a.md', '--branch', 'none']);
    expect(stdout).toContain('\n  NODE  missing: --param NODE=node-1\n');
    expect(
      stderr,
    ).toBe(`error: Unexpected absence of a value for \`NODE\`, expected one: \`a.md\` needs it
error: Unexpected absence of a value for \`TOKEN\`, expected one: \`a.md\` needs it
hint: \`--param NODE=node-1\`, or \`--alert FILE\` with the label \`instance\` gives it; \`NODE\`: The node to drain.
hint: \`--param TOKEN=abcd\` gives it; \`TOKEN\`: For the API.
`);
    expect(exitCode).toBe(2);
  });

  test('of what is no runbook, or of a folder, there is none', async () => {
    const folder = await scratchFolder({
      'notes.md': '# Notes\n',
      'b.md': page('```bash\ndate\n```\n'),
      ...config,
    });
    expect(await runCli(folder, ['plan', 'notes.md'])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        'error: Unexpected page `notes.md` without a `runbook:` key, expected a runbook\nhint: nothing of a reference page or a fixture alone is ever run\n',
    });
    expect(await runCli(folder, ['plan', '.'])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'error: Unexpected folder `.`, expected one Markdown file\n',
    });
  });
});
