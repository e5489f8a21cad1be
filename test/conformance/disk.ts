/** What every disk must do, the real one and those that stand in for it. */
import { describe, expect, test } from 'vitest';
import { type Disk, replaceFile } from '../../cluster/io/disk.ts';

/** `open` gives an empty disk and a directory on it that exists. */
export function diskConformance(
  name: string,
  open: () => Promise<{ readonly disk: Disk; readonly directory: string }>,
): void {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  const read = async (disk: Disk, path: string): Promise<string> =>
    new TextDecoder().decode(await disk.read(path));

  async function written(disk: Disk, path: string, text: string): Promise<void> {
    const file = await disk.openAppend(path);
    await file.append(bytes(text));
    await file.datasync();
    await file.close();
  }

  describe(`${name} is a disk`, () => {
    test('appends go to the end, also after the file was opened again', async () => {
      const { disk, directory } = await open();
      await written(disk, `${directory}/a`, 'one ');
      await written(disk, `${directory}/a`, 'two');
      expect(await read(disk, `${directory}/a`)).toBe('one two');
    });

    test('appends of both kinds go to the end of the same file', async () => {
      const { disk, directory } = await open();
      const file = await disk.openAppend(`${directory}/a`);
      await file.append(bytes('one '));
      await file.appendDurably(bytes('two '));
      await file.append(bytes('three '));
      await file.appendDurably(bytes('four'));
      await file.close();
      expect(await read(disk, `${directory}/a`)).toBe('one two three four');
    });

    test('a file can be read while it is open for appending', async () => {
      const { disk, directory } = await open();
      const file = await disk.openAppend(`${directory}/a`);
      await file.append(bytes('one'));
      expect(await read(disk, `${directory}/a`)).toBe('one');
      await file.close();
    });

    test('a range is read, and ends where the file ends', async () => {
      const { disk, directory } = await open();
      await written(disk, `${directory}/a`, '0123456789');
      const range = await disk.read(`${directory}/a`, { offset: 7, length: 100 });
      expect(new TextDecoder().decode(range)).toBe('789');
    });

    test('reading a missing file is refused with ENOENT', async () => {
      const { disk, directory } = await open();
      await expect(disk.read(`${directory}/none`)).rejects.toMatchObject({ code: 'ENOENT' });
    });

    test('opening a file in a missing directory is refused with ENOENT', async () => {
      const { disk, directory } = await open();
      const opened = disk.openAppend(`${directory}/none/a`);
      await expect(opened).rejects.toMatchObject({ code: 'ENOENT' });
    });

    test('names are listed in order, and a missing directory has none', async () => {
      const { disk, directory } = await open();
      await written(disk, `${directory}/b`, '');
      await written(disk, `${directory}/a`, '');
      expect(await disk.list(directory)).toEqual(['a', 'b']);
      expect(await disk.list(`${directory}/none`)).toEqual([]);
    });

    test('the size of a missing file is null', async () => {
      const { disk, directory } = await open();
      await written(disk, `${directory}/a`, 'four');
      expect(await disk.size(`${directory}/a`)).toBe(4);
      expect(await disk.size(`${directory}/none`)).toBeNull();
    });

    test('a directory is made with its parents, and made again without complaint', async () => {
      const { disk, directory } = await open();
      await disk.makeDirectory(`${directory}/x/y`);
      await disk.makeDirectory(`${directory}/x/y`);
      await written(disk, `${directory}/x/y/a`, 'deep');
      expect(await read(disk, `${directory}/x/y/a`)).toBe('deep');
    });

    test('a rename takes the place of its target', async () => {
      const { disk, directory } = await open();
      await written(disk, `${directory}/a`, 'new');
      await written(disk, `${directory}/b`, 'old');
      await disk.rename(`${directory}/a`, `${directory}/b`);
      expect(await disk.list(directory)).toEqual(['b']);
      expect(await read(disk, `${directory}/b`)).toBe('new');
    });

    test('a removed file is gone, and removing it again is fine', async () => {
      const { disk, directory } = await open();
      await written(disk, `${directory}/a`, '');
      await disk.remove(`${directory}/a`);
      await disk.remove(`${directory}/a`);
      expect(await disk.list(directory)).toEqual([]);
    });

    test('after truncation an open file goes on at its new end', async () => {
      const { disk, directory } = await open();
      const file = await disk.openAppend(`${directory}/a`);
      await file.append(bytes('one two'));
      await disk.truncate(`${directory}/a`, 4);
      await file.append(bytes('three'));
      await file.close();
      expect(await read(disk, `${directory}/a`)).toBe('one three');
    });

    test('replaceFile leaves the new bytes and nothing beside them', async () => {
      const { disk, directory } = await open();
      await replaceFile(disk, `${directory}/a`, bytes('old'));
      await replaceFile(disk, `${directory}/a`, bytes('new'));
      expect(await disk.list(directory)).toEqual(['a']);
      expect(await read(disk, `${directory}/a`)).toBe('new');
    });
  });
}
