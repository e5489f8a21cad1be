/**
 * One node's part in snapshots: holds and cuts the groups that it leads, keeps every copy's state at its cut, writes it
 * to disk, and knows which snapshots are there.
 */
import type {
  HeldGroup,
  MarkedGroup,
  PartFile,
  SnapshotRun,
  SnapshotView,
} from '../api/internal-snapshot.ts';
import type { GroupImage } from '../backup/image.ts';
import { sentenceOf } from '../errors.ts';
import type { Clock } from '../io/clock.ts';
import { type Disk, replaceFile } from '../io/disk.ts';
import type { Logger } from '../io/logger.ts';
import type { Entry, Hlc, SnapshotMarker } from '../model/entry.ts';
import type { GroupId } from '../model/ids.ts';
import type { Groups } from './groups.ts';
import type { Machine } from './machine.ts';

export type SnapshotKeeperDeps = {
  readonly groups: () => Groups;
  readonly disk: Disk;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Folder with one folder per snapshot. */
  readonly directory: string;
};

type Part = {
  readonly files: Map<GroupId, PartFile>;
  readonly writing: Set<GroupId>;
  fault: string | null;
};

/** A freeze ends by itself after this time, milliseconds: a coordinator that died must not stop the writes. */
export const holdMs = 1_500;
/** A cut that is older when a node meets it (after a restart, or far behind) belongs to no snapshot any more. */
const cutAgeMaxMs = 600_000;

export class SnapshotKeeper {
  /** When the newest complete snapshot was cut, Unix seconds; null if this node knows of none. */
  lastSuccess: number | null = null;
  readonly #deps: SnapshotKeeperDeps;
  readonly #parts = new Map<string, Part>();
  /** Set by the node's own desk: how the snapshots that it makes are going. */
  runOf: (snapshot: string) => SnapshotRun | null = () => null;
  runs: () => readonly string[] = () => [];
  #writing: Promise<void> = Promise.resolve();

  constructor(deps: SnapshotKeeperDeps) {
    this.#deps = deps;
  }

  /** Every group that this node leads takes no writes until the mark, for at most `holdMs`. */
  hold(snapshot: string): readonly HeldGroup[] {
    return this.#hosts().flatMap((host) => {
      const held = host.hold(snapshot, holdMs);
      return held === null ? [] : [{ group: host.id, ...held }];
    });
  }

  release(snapshot: string): void {
    const part = this.#parts.get(snapshot);
    if (part !== undefined && part.files.size + part.writing.size === 0)
      this.#parts.delete(snapshot);
    for (const host of this.#hosts()) host.release(snapshot);
  }

  /** Cuts every group that is held for the snapshot; resolves when the cuts are committed or have failed. */
  async mark(snapshot: string, after: Hlc): Promise<readonly MarkedGroup[]> {
    // From here on this node has something to say about it, even if it never writes a file.
    this.#part(snapshot);
    const marks = this.#hosts().map(async (host): Promise<MarkedGroup> => {
      const marked = await host.cut(snapshot, after);
      if (marked.kind === 'committed')
        return { group: host.id, position: marked.position, reason: null };
      const reason = marked.kind === 'refused' ? marked.reason : 'outcome unknown';
      return { group: host.id, position: null, reason };
    });
    return await Promise.all(marks);
  }

  /** A log has just been cut here: keeps the state, and writes it when its turn comes. */
  cut(group: GroupId, marker: Entry, machine: Machine<unknown>): void {
    const { clock } = this.#deps;
    if (clock.wallMs() - marker.hlc.wallMs > cutAgeMaxMs) return;
    const { snapshot, copies } = marker.payload as SnapshotMarker;
    const { epoch, sequence, hlc } = marker;
    const state = machine.snapshot();
    const image: GroupImage = {
      group,
      promised: null,
      position: { epoch, sequence },
      hlc,
      copies,
      commit: sequence,
      state,
      entries: [],
    };
    const root = machine.rootHash();
    const memories = countMemories(state);
    const part = this.#part(snapshot);
    part.writing.add(group);
    this.#writing = this.#writing.then(async () => {
      try {
        const written = await this.#write(snapshot, image, root);
        const { voters, learners } = copies;
        part.files.set(group, {
          group,
          epoch,
          sequence,
          voters,
          learners,
          root,
          memories,
          ...written,
        });
      } catch (cause) {
        part.fault = `\`${group}\` could not be written: ${sentenceOf(cause)}`;
        this.#deps.logger.error('snapshot-not-written', { memory_space: group, snapshot, cause });
      }
      part.writing.delete(group);
    });
  }

  /** What this node knows about one snapshot, or about all of them. */
  async view(snapshot: string | null): Promise<readonly SnapshotView[]> {
    const stored = await this.#deps.disk.list(this.#deps.directory);
    const known = new Set([...stored, ...this.#parts.keys(), ...this.runs()]);
    const wanted = [...known].filter((id) => id === snapshot || (snapshot === null && isId(id)));
    return await Promise.all(wanted.map((id) => this.#viewOne(id)));
  }

  /** Stores the manifest: from now on the snapshot is complete here. */
  async keepManifest(snapshot: string, text: string): Promise<void> {
    const { disk, directory, logger } = this.#deps;
    const { decodeManifest, manifestName } = await import('../backup/manifest.ts');
    const manifest = decodeManifest(Buffer.from(text));
    if (manifest?.snapshot_id !== snapshot)
      throw new Error(`Unexpected manifest of \`${snapshot}\`.`);
    await disk.makeDirectory(`${directory}/${snapshot}`);
    await replaceFile(disk, `${directory}/${snapshot}/${manifestName}`, Buffer.from(text));
    this.#parts.delete(snapshot);
    this.lastSuccess = Math.max(this.lastSuccess ?? 0, manifest.time.wallMs / 1_000);
    logger.info('snapshot-complete', { snapshot, spaces: manifest.groups.length - 1 });
  }

  /** Looks for the newest complete snapshot on disk, for the metric. */
  async start(): Promise<void> {
    if ((await this.#deps.disk.list(this.#deps.directory)).length === 0) return;
    const { decodeManifest } = await import('../backup/manifest.ts');
    for (const { manifest } of await this.view(null)) {
      const time = manifest === null ? null : decodeManifest(Buffer.from(manifest))?.time;
      if (time === null || time === undefined) continue;
      this.lastSuccess = Math.max(this.lastSuccess ?? 0, time.wallMs / 1_000);
    }
  }

  /** Resolves when nothing is being written any more. */
  async stop(): Promise<void> {
    await this.#writing;
  }

  async #viewOne(snapshot: string): Promise<SnapshotView> {
    const part = this.#parts.get(snapshot);
    return {
      snapshot,
      files: [...(part?.files.values() ?? [])],
      writing: [...(part?.writing ?? [])],
      applied: part === undefined ? {} : this.#applied(),
      fault: part?.fault ?? null,
      manifest: await this.#storedManifest(snapshot),
      run: this.runOf(snapshot),
    };
  }

  async #storedManifest(snapshot: string): Promise<string | null> {
    const { disk, directory } = this.#deps;
    const path = `${directory}/${snapshot}/manifest.json`;
    if ((await disk.size(path)) === null) return null;
    return Buffer.from(await disk.read(path)).toString('utf8');
  }

  async #write(snapshot: string, image: GroupImage, root: string) {
    const { disk, directory } = this.#deps;
    const { writeImageFile } = await import('../backup/image-file.ts');
    const { groupFileName } = await import('../backup/manifest.ts');
    await disk.makeDirectory(`${directory}/${snapshot}`);
    // Nothing of this node is in the file: those of all copies are equal, byte by byte.
    const content = { about: { snapshot, root }, images: [image] };
    const path = `${directory}/${snapshot}/${groupFileName(image.group)}`;
    return await writeImageFile(disk, path, content);
  }

  #part(snapshot: string): Part {
    const known = this.#parts.get(snapshot);
    const part: Part = known ?? { files: new Map(), writing: new Set(), fault: null };
    this.#parts.set(snapshot, part);
    return part;
  }

  #applied(): Readonly<Record<GroupId, number>> {
    return Object.fromEntries(this.#hosts().map((host) => [host.id, host.machine.applied()]));
  }

  #hosts() {
    return this.#deps.groups().hosts();
  }
}

function isId(name: string): boolean {
  return name.startsWith('snap_');
}

function countMemories(state: unknown): number {
  const memories = (state as { readonly memories?: unknown } | null)?.memories;
  return Array.isArray(memories) ? memories.length : 0;
}
