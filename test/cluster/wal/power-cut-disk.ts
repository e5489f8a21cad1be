/** A disk whose plug is pulled before a chosen operation; the same seed leaves the same bytes. */
import type { AppendFile, Disk } from '../../../cluster/io/disk.ts';
import type { MemoryDisk } from '../../../cluster/io/memory-disk.ts';
import { createSeededRandom } from '../../../cluster/io/random.ts';

export function cutPowerBefore(operation: number, seed: number, disk: MemoryDisk): Disk {
  let done = 0;
  const step = async <Value>(perform: () => Promise<Value>): Promise<Value> => {
    done += 1;
    if (done === operation) disk.crash(createSeededRandom(seed));
    if (done >= operation) throw new Error('The power is off.');
    return perform();
  };
  const wrap = (file: AppendFile): AppendFile => ({
    path: file.path,
    append: (bytes) => step(() => file.append(bytes)),
    datasync: () => step(() => file.datasync()),
    appendDurably: async (bytes) => {
      await step(() => file.append(bytes));
      await step(() => file.datasync());
    },
    close: () => file.close(),
  });
  return {
    openAppend: (path) => step(async () => wrap(await disk.openAppend(path))),
    read: (...parameters) => disk.read(...parameters),
    list: (directory) => disk.list(directory),
    size: (path) => disk.size(path),
    makeDirectory: (path) => step(() => disk.makeDirectory(path)),
    rename: (from, to) => step(() => disk.rename(from, to)),
    remove: (path) => step(() => disk.remove(path)),
    truncate: (path, size) => step(() => disk.truncate(path, size)),
    syncDirectory: (path) => step(() => disk.syncDirectory(path)),
  };
}
