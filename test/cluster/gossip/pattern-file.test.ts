import { expect, it } from 'vitest';
import { readPatterns, writePatterns } from '../../../cluster/gossip/pattern-file.ts';
import { PatternSet } from '../../../cluster/gossip/pattern-set.ts';
import { MemoryDisk } from '../../../cluster/io/memory-disk.ts';
import { createSeededRandom } from '../../../cluster/io/random.ts';
import { contentOf } from './arbitraries.ts';

const path = '/data/gossip/ops.json';

function patternOf(id: string, confidence: number) {
  const clock = [['node-1', 1]] as const;
  return { id, versions: [{ content: contentOf(confidence, []), clock, by: 'node-1', at: '' }] };
}

async function makeDisk(): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  await disk.makeDirectory('/data/gossip');
  return disk;
}

it('is missing before the first write, and then holds the last one', async () => {
  const disk = await makeDisk();
  expect(await readPatterns(disk, path)).toEqual({ kind: 'missing' });
  await writePatterns(disk, path, [patternOf('a', 0.1)]);
  await writePatterns(disk, path, [patternOf('b', 0.2)]);
  expect(await readPatterns(disk, path)).toEqual({
    kind: 'read',
    patterns: [patternOf('b', 0.2)],
  });
});

it('holds what was written although the power failed right after', async () => {
  const disk = await makeDisk();
  await writePatterns(disk, path, [patternOf('a', 0.1)]);
  disk.crash(createSeededRandom(1));
  expect(await readPatterns(disk, path)).toMatchObject({ kind: 'read' });
});

it('says that it is damaged rather than giving something else', async () => {
  const disk = await makeDisk();
  await writePatterns(disk, path, [patternOf('a', 0.1)]);
  const text = Buffer.from(await disk.read(path)).toString();
  await disk.remove(path);
  const file = await disk.openAppend(path);
  await file.append(Buffer.from(text.replace('0.1', '0.9')));
  expect(await readPatterns(disk, path)).toEqual({
    kind: 'damaged',
    reason: 'its checksum does not match',
  });
  await disk.truncate(path, 3);
  expect(await readPatterns(disk, path)).toMatchObject({ kind: 'damaged' });
});

it('shows a change only when it is durable, and one that failed not at all', async () => {
  let refuse = true;
  const set = new PatternSet([], () =>
    refuse ? Promise.reject(new Error('full')) : Promise.resolve(),
  );
  await expect(set.merge([patternOf('a', 0.1)])).rejects.toThrow('full');
  expect(set.all()).toEqual([]);
  refuse = false;
  expect(await set.merge([patternOf('a', 0.1)])).toEqual([patternOf('a', 0.1)]);
  expect(set.get('a')).toEqual(patternOf('a', 0.1));
});
