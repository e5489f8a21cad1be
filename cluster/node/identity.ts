/** The little that a node remembers about itself besides its logs: whose data this is, and its last incarnation. */
import { randomBytes } from 'node:crypto';
import { StartError } from '../errors.ts';
import { type Disk, replaceFile } from '../io/disk.ts';
import { type ClusterEpoch, firstClusterEpoch } from '../model/cluster-epoch.ts';
import type { NodeId } from '../model/ids.ts';

export type DrainRecord = {
  readonly id: string;
  /** RFC 3339. */
  readonly startedAt: string;
  /** RFC 3339; null while the node is being drained. */
  readonly endedAt: string | null;
  /** The decommission that it belongs to; null if an operator drains the node. */
  readonly decommission: string | null;
};

export type Identity = {
  readonly nodeId: NodeId;
  readonly incarnation: number;
  /** The newest drain, over or not: a restart does not end it. Null if there never was one. */
  readonly drain: DrainRecord | null;
  /** Nodes of different epochs do not exchange data, so that what a recovery took back never returns. */
  readonly clusterEpoch: ClusterEpoch;
  /**
   * Names this folder's write-ahead log, 12 hex digits: the records of every folder are counted from 1, so an archive of
   * logs could not tell that of a folder from that of the one before. Null in what older programs left.
   */
  readonly logId: string | null;
};

/** Reads the identity of a data folder; refuses a folder that belongs to another node. */
async function readOwnIdentity(
  disk: Disk,
  dataRoot: string,
  nodeId: NodeId,
): Promise<Identity | null> {
  const identity = await readIdentity(disk, dataRoot);
  if (identity !== null && identity.nodeId !== nodeId) {
    throw new StartError(
      `Unexpected data folder \`${dataRoot}\`: it belongs to node \`${identity.nodeId}\`, expected one of \`${nodeId}\`.`,
      { hint: 'give every node its own `persistence.data_root`' },
    );
  }
  return identity;
}

/** Whose data folder this is; null if no node ever started with it. */
export async function readIdentity(disk: Disk, dataRoot: string): Promise<Identity | null> {
  const path = identityPath(dataRoot);
  if ((await disk.size(path)) === null) return null;
  const text = Buffer.from(await disk.read(path)).toString();
  const identity = parseIdentity(text);
  if (identity !== null) return identity;
  throw new StartError(`Unexpected content of \`${path}\`, expected the identity of a node.`);
}

/** That of a node without a past. */
export function newIdentity(nodeId: NodeId): Identity {
  const clusterEpoch = firstClusterEpoch;
  return { nodeId, incarnation: 0, drain: null, clusterEpoch, logId: newLogId() };
}

export function newLogId(): string {
  return randomBytes(6).toString('hex');
}

/** Reads the identity of a data folder, to be kept up to date there. */
export async function openIdentity(
  disk: Disk,
  dataRoot: string,
  nodeId: NodeId,
): Promise<IdentityKeeper> {
  const stored = await readOwnIdentity(disk, dataRoot, nodeId);
  const identity =
    stored === null ? newIdentity(nodeId) : { ...stored, logId: stored.logId ?? newLogId() };
  // A log must have its name before its first record.
  if (stored?.logId !== identity.logId) await writeIdentity(disk, dataRoot, identity);
  return new IdentityKeeper(identity, (changed) => writeIdentity(disk, dataRoot, changed));
}

/** True while the node is to give its offices away. */
export function isDraining({ drain }: Identity): boolean {
  return drain !== null && drain.endedAt === null;
}

/** The identity of a running node: changes are written in the order in which they are made. */
export class IdentityKeeper {
  readonly #write: (identity: Identity) => Promise<void>;
  #identity: Identity;
  #writing: Promise<void> = Promise.resolve();

  constructor(identity: Identity, write: (identity: Identity) => Promise<void>) {
    this.#identity = identity;
    this.#write = write;
  }

  get current(): Identity {
    return this.#identity;
  }

  /** Resolves when the change is on disk; rejects, and changes nothing, if it cannot be written. */
  async change(patch: Partial<Omit<Identity, 'nodeId' | 'logId'>>): Promise<void> {
    const before = this.#identity;
    this.#identity = { ...before, ...patch };
    const written = this.#writing.then(() => this.#write(this.#identity));
    this.#writing = written.catch(() => undefined);
    try {
      await written;
    } catch (cause) {
      // What was changed once more meanwhile stays so: that is on its way to the disk.
      for (const name of Object.keys(patch) as (keyof typeof patch)[]) {
        if (this.#identity[name] !== patch[name]) continue;
        this.#identity = { ...this.#identity, [name]: before[name] };
      }
      throw cause;
    }
  }
}

export async function writeIdentity(
  disk: Disk,
  dataRoot: string,
  identity: Identity,
): Promise<void> {
  const { nodeId: node_id, incarnation, drain, logId: log_id } = identity;
  const { number: cluster_epoch, recovery } = identity.clusterEpoch;
  const text = `${JSON.stringify({ node_id, incarnation, drain, cluster_epoch, recovery, log_id })}\n`;
  await replaceFile(disk, identityPath(dataRoot), Buffer.from(text));
}

function identityPath(dataRoot: string): string {
  return `${dataRoot}/node.json`;
}

function parseIdentity(text: string): Identity | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return null;
    const {
      node_id: nodeId,
      incarnation,
      drain,
      cluster_epoch: epoch,
      recovery,
      log_id: logId,
    } = value as Record<string, unknown>;
    if (typeof nodeId !== 'string' || typeof incarnation !== 'number') return null;
    const clusterEpoch = {
      number: typeof epoch === 'number' ? epoch : 0,
      recovery: typeof recovery === 'string' ? recovery : '',
    };
    return {
      nodeId,
      incarnation,
      drain: parseDrain(drain),
      clusterEpoch,
      logId: typeof logId === 'string' ? logId : null,
    };
  } catch {
    return null;
  }
}

function parseDrain(value: unknown): DrainRecord | null {
  if (typeof value !== 'object' || value === null) return null;
  const { id, startedAt, endedAt, decommission } = value as Record<string, unknown>;
  if (typeof id !== 'string' || typeof startedAt !== 'string') return null;
  return {
    id,
    startedAt,
    endedAt: typeof endedAt === 'string' ? endedAt : null,
    decommission: typeof decommission === 'string' ? decommission : null,
  };
}
