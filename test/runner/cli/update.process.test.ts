// `runbook update`, started as a user starts it.
import { chmod, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scratchFolder } from '../../support/scratch.ts';
import { noTemplate, page, readIfThere, runCli, startCli } from './run-cli.ts';

const config = { 'runbook.config.ts': noTemplate };

const stale = page(
  [
    '## Steps',
    '',
    '```bash name=keys',
    'echo "keys: 4"; echo "id k7"',
    '```',
    '',
    '```text expect',
    'keys: 3',
    'id <ID word>',
    '```',
    '',
    '```bash name=again',
    `printf '{"id":"%s","n":2}' "$ID"`,
    '```',
    '',
    '```json expect',
    '{ "id": "<$ID>", "n": 1 }',
    '```',
    '',
  ].join('\n'),
);
const fresh = stale.replace('keys: 3', 'keys: 4').replace('"n": 1', '"n": 2');

describe('runbook update', () => {
  test('rewrites what did not hold, shows it, and has nothing to do the second time', async () => {
    const folder = await scratchFolder({ 'a.md': stale, ...config });
    await chmod(join(folder, 'a.md'), 0o640);
    const { exitCode, stdout, stderr } = await runCli(folder, ['update', 'a.md']);
    expect(stderr).toBe('');
    expect(stdout).toBe(`--- a.md
+++ a.md
@@ -15,5 +15,5 @@
 
 \`\`\`text expect
-keys: 3
+keys: 4
 id <ID word>
 \`\`\`
@@ -24,4 +24,4 @@
 
 \`\`\`json expect
-{ "id": "<$ID>", "n": 1 }
+{ "id": "<$ID>", "n": 2 }
 \`\`\`

2 samples rewritten  1 page
`);
    expect(exitCode).toBe(0);
    expect(readIfThere(join(folder, 'a.md'))).toBe(fresh);
    expect((await stat(join(folder, 'a.md'))).mode & 0o777).toBe(0o640);
    // No draft is left beside the page.
    expect((await readdir(folder)).toSorted()).toEqual(['a.md', 'runbook.config.ts']);
    const again = await runCli(folder, ['update', 'a.md']);
    expect({ ...again, stdout: again.stdout }).toEqual({
      exitCode: 0,
      stdout: 'nothing to change  1 page\n',
      stderr: '',
    });
    expect((await runCli(folder, ['run', 'a.md'])).exitCode).toBe(0);
  });

  test('writes nothing with `--check` and `--dry-run`', async () => {
    const folder = await scratchFolder({ 'a.md': stale, ...config });
    const check = await runCli(folder, ['update', 'a.md', '--check']);
    expect(check.exitCode).toBe(1);
    expect(check.stdout).toMatch(/\n2 samples would be rewritten {2}1 page\n$/);
    const dry = await runCli(folder, ['update', 'a.md', '--dry-run']);
    expect(dry.exitCode).toBe(0);
    expect(dry.stdout).toBe(check.stdout);
    expect(readIfThere(join(folder, 'a.md'))).toBe(stale);
    await writeFile(join(folder, 'a.md'), fresh);
    expect((await runCli(folder, ['update', 'a.md', '--check'])).exitCode).toBe(0);
  });

  test('keeps a condition that does not hold, and ends with 1', async () => {
    const text = page(
      '## Steps\n\n```bash name=n\necho 7; echo up\n```\n\n```text expect\n<integer below 5>\ndown\n```\n',
    );
    const folder = await scratchFolder({ 'a.md': text, ...config });
    const { exitCode, stdout } = await runCli(folder, ['update', 'a.md']);
    expect(exitCode).toBe(1);
    expect(stdout).toContain(
      '\nneeds your decision  a.md:17  n  Unexpected `7`, expected `<integer below 5>`\n',
    );
    expect(stdout).toMatch(/\n1 sample rewritten, 1 place needs your decision {2}1 page\n$/);
    expect(readIfThere(join(folder, 'a.md'))).toBe(text.replace('down', 'up'));
  });

  test('rewrites the samples of one step only, though those above do not hold', async () => {
    const folder = await scratchFolder({ 'a.md': stale, ...config });
    const { exitCode, stdout } = await runCli(folder, ['update', 'a.md', '--step', 'again']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('\nhint  a.md  `keys` would change, too\n');
    expect(readIfThere(join(folder, 'a.md'))).toBe(stale.replace('"n": 1', '"n": 2'));
  });

  test('writes first samples with `--add`', async () => {
    const bare = page('## Steps\n\n```bash\necho hello\n```\n\n```bash\ncd /\n```\n');
    const folder = await scratchFolder({ 'a.md': bare, ...config });
    const { stdout } = await runCli(folder, ['update', 'a.md', '--add']);
    expect(stdout).toMatch(/\n1 sample added {2}1 page\n$/);
    expect(readIfThere(join(folder, 'a.md'))).toBe(
      bare.replace('echo hello\n```\n', 'echo hello\n```\n\n```text expect\nhello\n```\n'),
    );
  });

  test('leaves a page as it is whose fixture failed', async () => {
    const text = page(
      '## Steps\n\n```bash\necho 4\n```\n\n```text expect\n3\n```\n',
      '  fixture: broken\n',
    );
    const fixture =
      '---\ntitle: Broken\nfixture: {}\n---\n\n## Setup\n\n```bash\nfalse\n```\n\n## Teardown\n\n```bash\ntrue\n```\n';
    const folder = await scratchFolder({ 'a.md': text, '_fixtures/broken.md': fixture, ...config });
    const { exitCode, stdout } = await runCli(folder, ['update', 'a.md']);
    expect(exitCode).toBe(3);
    expect(stdout).toBe(
      'left as it is  a.md  Step `step-1` (_fixtures/broken.md:8): Unexpected exit code `1`, expected `0`\n\nnothing to change, 1 page left as it is  1 page\n',
    );
    expect(readIfThere(join(folder, 'a.md'))).toBe(text);
  });

  test('refuses a read-only page before anything runs', async () => {
    const folder = await scratchFolder({
      'a.md': page('## Steps\n\n```bash\ntouch ran\n```\n'),
      ...config,
    });
    await chmod(join(folder, 'a.md'), 0o444);
    const { exitCode, stderr } = await runCli(folder, ['update', 'a.md']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(
      'error: Unexpected read-only file `a.md`, expected a page that can be written; nothing was run\nhint: `--dry-run` shows what would change\n',
    );
    expect(readIfThere(join(folder, 'ran'))).toBeUndefined();
  });

  test('writes the file behind a link, and leaves the link', async () => {
    const folder = await scratchFolder({ 'real/a.md': stale, ...config });
    await symlink('real/a.md', join(folder, 'link.md'));
    await runCli(folder, ['update', 'link.md']);
    expect(await readFile(join(folder, 'real/a.md'), 'utf8')).toBe(fresh);
    expect(
      (await readdir(folder, { withFileTypes: true }))
        .find(({ name }) => name === 'link.md')
        ?.isSymbolicLink(),
    ).toBe(true);
  });

  test('does not write over a page that changed while its steps ran', async () => {
    const text = page(
      '## Steps\n\n```bash\necho 4; echo "A new last line." >> a.md\n```\n\n```text expect\n3\n```\n',
    );
    const folder = await scratchFolder({ 'a.md': text, ...config });
    const { exitCode, stdout } = await runCli(folder, ['update', 'a.md']);
    expect(exitCode).toBe(3);
    expect(stdout).toContain(
      'left as it is  a.md  The file has changed since it was read; update it again\n',
    );
    expect(readIfThere(join(folder, 'a.md'))).toBe(`${text}A new last line.\n`);
  });

  test('keeps every byte of a page with a byte order mark and line ends of Windows', async () => {
    const windows = `\ufeff${stale.trimEnd().replaceAll('\n', '\r\n')}`;
    const folder = await scratchFolder({ 'a.md': windows, ...config });
    expect((await runCli(folder, ['update', 'a.md'])).exitCode).toBe(0);
    expect(readIfThere(join(folder, 'a.md'))).toBe(
      `\ufeff${fresh.trimEnd().replaceAll('\n', '\r\n')}`,
    );
  });

  test('writes no secret', async () => {
    const facts =
      '  parameters:\n    TOKEN: { type: secret, description: Of the API., example: abc-123 }\n';
    const text = page(
      '## Steps\n\n```bash\necho "token: $TOKEN"; printf %s "$TOKEN" | base64\n```\n\n```text expect\nnothing\n```\n',
      facts,
    );
    const folder = await scratchFolder({ 'a.md': text, ...config });
    const { stdout, exitCode } = await runCli(folder, [
      'update',
      'a.md',
      '--param',
      'TOKEN=hunter2-secret',
    ]);
    expect(exitCode).toBe(0);
    expect(stdout).not.toContain('hunter2');
    expect(readIfThere(join(folder, 'a.md'))).toBe(
      text.replace('nothing', 'token: <$TOKEN>\n<secret>'),
    );
  });

  test('writes nothing when it is interrupted, and tears down', async () => {
    const text = page(
      '## Steps\n\n```bash\necho 4\n```\n\n```text expect\n3\n```\n\n```bash\ntouch begun; sleep 60\n```\n\n## Teardown\n\n```bash\ntouch down\n```\n',
    );
    const folder = await scratchFolder({ 'a.md': text, ...config });
    const child = startCli(folder, ['update', 'a.md']);
    await expect.poll(() => readIfThere(join(folder, 'begun'))).toBe('');
    child.kill('SIGINT');
    expect((await child).exitCode).toBe(130);
    expect(readIfThere(join(folder, 'down'))).toBe('');
    expect(readIfThere(join(folder, 'a.md'))).toBe(text);
  });
});
