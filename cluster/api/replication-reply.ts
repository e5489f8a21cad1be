/**
 * What answers a batch of replication messages: the answers to them that are known at once or soon. A request of their
 * own would cost as much as the batch did. With a secret of the cluster they are signed like a request: an answer counts
 * as a vote or as a copy.
 */
import type { NodeId } from '../model/ids.ts';
import type { PeerSigner } from '../security/peer-signature.ts';
import { replicationPath } from './internal.ts';

export type ReplicationReply = {
  /** JSON of a list of messages; left out if there are none. */
  readonly answers?: string;
  /** By the node that replies, over `answers` as they stand; left out in a cluster without a secret. */
  readonly signature?: string;
};

export type ReplySeal = {
  /** Null: nodes share no secret. */
  readonly signer: PeerSigner | null;
  /** The cluster epoch that is said with every request; undefined for the first one. */
  readonly clusterEpoch: () => string | undefined;
};

/** `texts`: each message as JSON. */
export function writeReply(
  seal: ReplySeal,
  from: NodeId,
  texts: readonly string[],
): ReplicationReply {
  if (texts.length === 0) return {};
  const answers = `[${texts.join(',')}]`;
  if (seal.signer === null) return { answers };
  return { answers, signature: seal.signer.sign(signed(seal, from, answers)) };
}

/** The messages in the reply of `from`, unchecked; null if they cannot be read, or somebody else made them. */
export function readReply(
  seal: ReplySeal,
  from: NodeId,
  reply: unknown,
): readonly unknown[] | null {
  const { answers, signature } = (reply ?? {}) as {
    readonly [Name in keyof ReplicationReply]: unknown;
  };
  if (answers === undefined) return [];
  if (typeof answers !== 'string') return null;
  const given = typeof signature === 'string' ? signature : undefined;
  if (seal.signer?.isSigned(signed(seal, from, answers), given) === false) return null;
  return parseList(answers);
}

function parseList(text: string): readonly unknown[] | null {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list : null;
  } catch {
    return null;
  }
}

function signed({ clusterEpoch }: ReplySeal, from: NodeId, answers: string) {
  return {
    kind: 'reply',
    path: replicationPath,
    from,
    clusterEpoch: clusterEpoch(),
    body: answers,
  } as const;
}
