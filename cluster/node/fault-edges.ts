/** The edges of a test node where faults enter: links, disk, clock, and the content of a store. The cores are not told. */
import { readFile } from 'node:fs/promises';
import { type NodeFaults, nodeFaults } from '../api/contract/faults.ts';
import { StartError, sentenceOf } from '../errors.ts';
import type { Clock } from '../io/clock.ts';
import type { Disk } from '../io/disk.ts';
import { type DiskFault, FaultyDisk } from '../io/faulty-disk.ts';
import type { Random } from '../io/random.ts';
import { SkewedClock } from '../io/skewed-clock.ts';
import type { SpaceId } from '../model/ids.ts';
import { LinkFaults, type LinkRule } from '../net/link-faults.ts';
import { BitRot, type Copy } from './bit-rot.ts';

export type FaultEdgesDeps = {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly random: Random;
  /** Ends the process at once, as a power cut does. */
  readonly losePower: () => void;
};

export class FaultEdges {
  readonly links: LinkFaults;
  readonly disk: FaultyDisk;
  readonly clock: SkewedClock;
  readonly #rot = new BitRot();
  #current: NodeFaults;

  constructor(initial: NodeFaults, { disk, clock, random, losePower }: FaultEdgesDeps) {
    this.links = new LinkFaults(random);
    this.disk = new FaultyDisk(disk, clock, losePower);
    this.clock = new SkewedClock(clock);
    // Rot needs a store that has something in it; there is none at the start.
    this.#current = { ...initial, rot: [] };
    this.#applyToEdges();
  }

  get current(): NodeFaults {
    return this.#current;
  }

  /** Replaces all faults; rejects, and changes nothing, if a copy that shall rot is not here or is empty. */
  replace(faults: NodeFaults, copies: ReadonlyMap<SpaceId, Copy>): NodeFaults {
    this.#rot.replace(faults.rot, copies);
    this.#current = faults;
    this.#applyToEdges();
    return faults;
  }

  #applyToEdges(): void {
    const { links, disk, clock_offset_ms } = this.#current;
    this.links.replace(links.map(toLinkRule));
    this.disk.setFaults(disk.map(toDiskFault));
    this.clock.offsetMs = clock_offset_ms;
  }
}

/** The faults to start with: those of the file, or none. */
export async function readInitialFaults(file: string | null): Promise<NodeFaults> {
  if (file === null) return nodeFaults.parse({});
  try {
    return nodeFaults.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    throw new StartError(`Cannot read the faults in \`${file}\`: ${sentenceOf(cause)}`, {
      cause,
      hint: 'mend the file, or take `test.faults_file` out of the configuration',
    });
  }
}

function toLinkRule(rule: NodeFaults['links'][number]): LinkRule {
  const { peer, way, lanes, drop, delay_ms, jitter_ms, duplicate, reorder, reorder_ms } = rule;
  return {
    peer,
    way,
    lanes,
    drop,
    delayMs: delay_ms,
    jitterMs: jitter_ms,
    duplicate,
    reorder,
    reorderMs: reorder_ms,
  };
}

function toDiskFault(fault: NodeFaults['disk'][number]): DiskFault {
  switch (fault.kind) {
    case 'full':
      return { kind: 'full', bytesLeft: fault.bytes_left };
    case 'slow':
      return { kind: 'slow', delayMs: fault.delay_ms };
    default:
      return fault;
  }
}
