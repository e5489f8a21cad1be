// A data folder with the files of a complete snapshot, as a node leaves it.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeImageFile } from '../../../../cluster/backup/image-file.ts';
import { encodeManifest } from '../../../../cluster/backup/manifest.ts';
import { createSystemDisk } from '../../../../cluster/io/system-disk.ts';
import { createStore } from '../../../../cluster/store/store.ts';
import { scratchFolder } from '../../../support/scratch.ts';

export const snapshot = 'snap_2026_06_01_00_00_00';
const config = '[cluster]\nenabled = true\nnode_id = "node-1"\n[persistence]\ndata_root = "DATA"\n';

/** A data folder with the files of a snapshot; `root` is what the manifest states of the space. */
export async function makeNodeFolder({ complete = true, root = '' } = {}) {
  const folder = await scratchFolder({ 'engram.toml': '' });
  await writeFile(join(folder, 'engram.toml'), config.replace('DATA', join(folder, 'data')));
  const disk = createSystemDisk();
  const files = join(folder, 'data/snapshots', snapshot);
  await disk.makeDirectory(files);
  const store = createStore();
  const copies = { voters: ['node-1', 'node-2', 'node-3'], learners: [] };
  const hlc = { wallMs: Date.UTC(2026, 5, 30), counter: 0 };
  const image = {
    group: 'orders',
    promised: null,
    position: { epoch: 1, sequence: 5 },
    hlc,
    copies,
    commit: 5,
    state: store.snapshot(),
    entries: [],
  };
  const path = join(files, 'orders.jsonl');
  const written = await writeImageFile(disk, path, { about: { snapshot }, images: [image] });
  const stated = root === '' ? store.rootHash() : root;
  const group = { group: 'orders', epoch: 1, sequence: 5, root: stated, memories: 0, ...written };
  const manifest = encodeManifest({
    format: 'engram-snapshot',
    version: 1,
    snapshot_id: snapshot,
    description: null,
    time: { wallMs: Date.UTC(2026, 5, 1), counter: 0 },
    cluster_epoch: 0,
    cluster_id: 'c1',
    engram_version: '0.2.0',
    coordinator: 'node-1',
    nodes: copies.voters,
    groups: [{ ...group, ...copies }],
  });
  if (complete) await writeFile(join(files, 'manifest.json'), manifest);
  return { folder, source: path, config: join(folder, 'engram.toml') };
}
