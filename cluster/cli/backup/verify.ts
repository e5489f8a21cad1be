/** Whether exports can be trusted: every file is read, and everything that its manifest states is computed again. */
import { createHash } from 'node:crypto';
import type { FoundExport } from '../../backup/exported.ts';
import { readImage } from '../../backup/image.ts';
import { StartError, sentenceOf } from '../../errors.ts';
import type { BackupPlace } from '../../io/backup-place.ts';
import { catalogGroup } from '../../model/ids.ts';
import { createCatalog } from '../../placement/catalog.ts';
import { createStore } from '../../store/store.ts';

/** What is wrong with an export, one sentence each; none if it is as the cluster wrote it. */
export async function faultsOf(
  place: BackupPlace,
  { folder, manifest }: FoundExport,
): Promise<readonly string[]> {
  const faults: string[] = [];
  const held = manifest.snapshot.groups.filter(({ voters }) => voters.includes(manifest.node_id));
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

type Stated = {
  readonly group: string;
  readonly sha256: string;
  readonly sequence: number;
  readonly root: string;
};

async function faultOfFile(
  place: BackupPlace,
  path: string,
  stated: Stated,
): Promise<string | null> {
  const hash = createHash('sha256');
  async function* hashed(): AsyncGenerator<Uint8Array> {
    for await (const block of place.read(path)) {
      hash.update(block);
      yield block;
    }
  }
  const { images } = await readImage(hashed(), path);
  if (hash.digest('hex') !== stated.sha256) return `\`${path}\` has another checksum`;
  const [image] = images;
  if (image?.group !== stated.group || image.position.sequence !== stated.sequence) {
    return `\`${path}\` is not \`${stated.group}\` at sequence ${stated.sequence}`;
  }
  const machine = stated.group === catalogGroup ? createCatalog() : createStore();
  machine.restore(image.state, image.position.sequence);
  if (machine.rootHash() === stated.root) return null;
  return `the content of \`${path}\` has another root hash than the copies at the cut`;
}
