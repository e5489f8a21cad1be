/** The groups of one node on a disk in memory, alone and without a network: for stories about what survives a crash. */

import type { Disk } from '../../../cluster/io/disk.ts';
import { createSilentLogger, type Logger } from '../../../cluster/io/logger.ts';
import { createSeededRandom } from '../../../cluster/io/random.ts';
import { entryTypes } from '../../../cluster/model/entry.ts';
import { Checkpointer, type CheckpointOptions } from '../../../cluster/node/checkpointer.ts';
import { Groups } from '../../../cluster/node/groups.ts';
import { openStorage, type Storage } from '../../../cluster/node/storage.ts';
import { defaultTiming } from '../../../cluster/replication/timing.ts';
import { FakeClock } from '../io/fake-clock.ts';

export class SoloNode {
  readonly clock = new FakeClock();
  readonly storage: Storage;
  readonly groups: Groups;
  readonly checkpointer: Checkpointer;

  private constructor(disk: Disk, storage: Storage, options: CheckpointOptions, logger: Logger) {
    const { clock } = this;
    this.storage = storage;
    this.groups = new Groups({
      isReadOnly: () => false,
      self: 'node-1',
      timing: defaultTiming,
      random: createSeededRandom(1),
      logger,
      clock,
      recovered: storage.recovered,
      persist: (group, effect) => storage.persist(group, effect),
      send: () => undefined,
      onRoleChanged: () => undefined,
      onCatalogApplied: () => undefined,
    });
    const images = () => this.groups.images();
    const dataRoot = '/data';
    this.checkpointer = new Checkpointer({
      storage,
      disk,
      clock,
      logger,
      random: createSeededRandom(1),
      dataRoot,
      images,
      options,
    });
  }

  static async open(
    disk: Disk,
    options: CheckpointOptions = { bytesMin: 1, archiveKeepMs: 0 },
    logger: Logger = createSilentLogger(),
  ): Promise<SoloNode> {
    await disk.makeDirectory('/data');
    const storage = await openStorage('/data', {
      disk,
      logger: createSilentLogger(),
      wallMs: () => 1_767_607_200_000,
      onFailed: () => undefined,
      segmentBytes: 2_000,
    });
    const node = new SoloNode(disk, storage, options, logger);
    node.groups.start();
    return node;
  }

  /** Makes the space and waits until this node, its only copy, leads it. */
  async lead(space: string): Promise<void> {
    this.groups.found(space, { voters: ['node-1'], learners: [] });
    const host = this.groups.spaces.get(space);
    for (let tries = 0; tries < 200 && host?.status().settled !== true; tries += 1) {
      this.clock.advance(defaultTiming.tickMs);
      host?.tick();
      await settle();
    }
    if (host?.status().settled !== true) throw new Error(`Nobody leads \`${space}\`.`);
  }

  /** True when the memory was acknowledged. */
  async remember(space: string, id: string): Promise<boolean> {
    const at = new Date(this.clock.wallMs()).toISOString();
    const memory = {
      id,
      content: `content of ${id} ${'x'.repeat(200)}`,
      confidence: 0.7,
      reasoning: null,
      tags: [],
      memoryType: 'semantic',
      observedAt: at,
      storedAt: at,
      embedding: null,
    };
    const host = this.groups.spaces.get(space);
    const proposed = host?.propose(entryTypes.episodeStore, { memory, operationId: null });
    // After the power is gone nothing is ever said.
    const silence = settle(20).then(() => null);
    return (await Promise.race([proposed, silence]))?.kind === 'committed';
  }

  ids(space: string): readonly string[] {
    const page = this.groups.spaces.get(space)?.machine.list({ offset: 0, limit: 1_000_000 });
    return page?.memories.map(({ id }) => id) ?? [];
  }
}

/** Lets everything run that needs no time. */
async function settle(turns = 3): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}
