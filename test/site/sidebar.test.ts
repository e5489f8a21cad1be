import { expect, test } from 'vitest';
import { operationGroups } from '../../src/sidebar.ts';
import { scratchFolder } from '../support/scratch.ts';

test('each folder with pages is a group with a readable label; empty and hidden folders are none', async () => {
  const root = await scratchFolder({
    'content/operations/cluster-management/a.md': '',
    'content/operations/backup/b.md': '',
    'content/operations/empty/notes.txt': '',
    'content/operations/_drafts/c.md': '',
    'content/operations/index.md': '',
  });
  expect(operationGroups(root)).toEqual([
    { label: 'Backup', items: [{ autogenerate: { directory: 'content/operations/backup' } }] },
    {
      label: 'Cluster management',
      items: [{ autogenerate: { directory: 'content/operations/cluster-management' } }],
    },
  ]);
});
