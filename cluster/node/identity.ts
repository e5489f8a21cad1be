/** The little that a node remembers about itself besides its logs: whose data this is, and its last incarnation. */
import { StartError } from '../errors.ts';
import { type Disk, replaceFile } from '../io/disk.ts';
import type { NodeId } from '../model/ids.ts';

export type Identity = {
  readonly nodeId: NodeId;
  readonly incarnation: number;
  /** An operator drains it; a restart does not end that. */
  readonly draining: boolean;
  /**
   * Counts recoveries of the whole cluster from a backup; 0 for a cluster that never was. Nodes of different epochs do not
   * exchange data, so that what a recovery took back never returns.
   */
  readonly clusterEpoch: number;
};

/** Reads the identity of a data folder; refuses a folder that belongs to another node. */
async function readIdentity(disk: Disk, dataRoot: string, nodeId: NodeId): Promise<Identity> {
  const path = identityPath(dataRoot);
  if ((await disk.size(path)) === null) {
    return { nodeId, incarnation: 0, draining: false, clusterEpoch: 0 };
  }
  const text = Buffer.from(await disk.read(path)).toString();
  const identity = parseIdentity(text);
  if (identity === null) {
    throw new StartError(`Unexpected content of \`${path}\`, expected the identity of a node.`);
  }
  if (identity.nodeId !== nodeId) {
    throw new StartError(
      `Unexpected data folder \`${dataRoot}\`: it belongs to node \`${identity.nodeId}\`, expected one of \`${nodeId}\`.`,
      { hint: 'give every node its own `persistence.data_root`' },
    );
  }
  return identity;
}

/** Reads the identity of a data folder, to be kept up to date there. */
export async function openIdentity(
  disk: Disk,
  dataRoot: string,
  nodeId: NodeId,
): Promise<IdentityKeeper> {
  const identity = await readIdentity(disk, dataRoot, nodeId);
  return new IdentityKeeper(identity, (changed) => writeIdentity(disk, dataRoot, changed));
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

  /** Resolves when the change is on disk; rejects if it cannot be written. */
  async change(patch: Partial<Omit<Identity, 'nodeId'>>): Promise<void> {
    this.#identity = { ...this.#identity, ...patch };
    const written = this.#writing.then(() => this.#write(this.#identity));
    this.#writing = written.catch(() => undefined);
    await written;
  }
}

async function writeIdentity(disk: Disk, dataRoot: string, identity: Identity): Promise<void> {
  const { nodeId: node_id, incarnation, draining, clusterEpoch: cluster_epoch } = identity;
  const text = `${JSON.stringify({ node_id, incarnation, draining, cluster_epoch })}\n`;
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
      draining,
      cluster_epoch: epoch,
    } = value as Record<string, unknown>;
    if (typeof nodeId !== 'string' || typeof incarnation !== 'number') return null;
    const clusterEpoch = typeof epoch === 'number' ? epoch : 0;
    return { nodeId, incarnation, draining: draining === true, clusterEpoch };
  } catch {
    return null;
  }
}
