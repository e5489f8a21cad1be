import { pathToFileURL } from 'node:url';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { parseGitLog, readGitDates } from '../../../src/data/git-dates.ts';
import { scratchFolder } from '../../support/scratch.ts';

test('the newest commit that names a file dates it', () => {
  const log =
    'commit:1700000300\n\ncontent/a.md\n\ncommit:1700000000\n\ncontent/a.md\ncontent/b.md\n';
  expect([...parseGitLog(log)]).toEqual([
    ['content/a.md', new Date(1_700_000_300_000)],
    ['content/b.md', new Date(1_700_000_000_000)],
  ]);
});

test('a folder without history has no dates', async () => {
  expect(readGitDates(await scratchFolder({ 'content/a.md': 'a' })).size).toBe(0);
});

test('a full checkout has dates, also for names outside ASCII; a shallow one has none', async () => {
  const root = await scratchFolder({ 'content/größe.md': 'a' });
  const git = execa({
    cwd: root,
    env: { GIT_CONFIG_GLOBAL: '/dev/null', GIT_COMMITTER_DATE: '2026-01-05T10:00:00Z' },
  });
  const author = ['-c', 'user.name=Test', '-c', 'user.email=test@engram.example'];
  await git`git init --quiet`;
  await git`git add .`;
  await git('git', [...author, 'commit', '--quiet', '--message', 'Add a page']);
  expect([...readGitDates(root)]).toEqual([['content/größe.md', new Date('2026-01-05T10:00:00Z')]]);

  const shallow = await scratchFolder();
  await execa('git', ['clone', '--quiet', '--depth=1', pathToFileURL(root).href, shallow]);
  expect(readGitDates(shallow).size).toBe(0);
});
