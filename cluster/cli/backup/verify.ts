/** Whether exports can be trusted: every file is read, and everything that its manifest states is computed again. */
import type { FoundExport } from '../../backup/exported.ts';
import { holdersOf } from '../../backup/manifest.ts';
import { StartError, sentenceOf } from '../../errors.ts';
import type { BackupPlace } from '../../io/backup-place.ts';
import { catalogGroup } from '../../model/ids.ts';
import { createCatalog } from '../../placement/catalog.ts';
import { createStore } from '../../store/store.ts';
import { readStated, type Stated } from './read-stated.ts';

/** What is wrong with an export, one sentence each; none if it is as the cluster wrote it. */
export async function faultsOf(
  place: BackupPlace,
  { folder, manifest }: FoundExport,
): Promise<readonly string[]> {
  const faults: string[] = [];
  const { snapshot, node_id: node } = manifest;
  const held = snapshot.groups.filter((group) => holdersOf(snapshot, group).includes(node));
  for (const { group, sha256, sequence, root } of held) {
    const file = manifest.files.find((candidate) => candidate.group === group);
    if (file === undefined || file.sha256 !== sha256) {
      faults.push(`the manifest does not have \`${group}\` as the snapshot has it`);
      continue;
    }
    const path = `${folder}${file.name}`;
    const fault = await faultOfFile(place, path, { group, sha256, sequence, root }).catch(
      (thrown: unknown) => {
        // The place itself cannot be used, which says nothing about the export.
        if (thrown instanceof StartError) throw thrown;
        return sentenceOf(thrown);
      },
    );
    if (fault !== null) faults.push(fault);
  }
  return faults;
}

async function faultOfFile(
  place: BackupPlace,
  path: string,
  stated: Stated & { readonly root: string },
): Promise<string | null> {
  const image = await readStated(place, path, stated);
  const machine = stated.group === catalogGroup ? createCatalog() : createStore();
  machine.restore(image.state, image.position.sequence);
  if (machine.rootHash() === stated.root) return null;
  return `the content of \`${path}\` has another root hash than the copies at the cut`;
}
