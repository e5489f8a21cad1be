/**
 * What consolidation keeps: one pattern per topic of a space, in one version, or in several that do not know each other.
 * Hashes are over JSON arrays with fixed places, like those of memories.
 */
import { compareIds, type MemoryId, type NodeId } from '../model/ids.ts';
import { sha256 } from '../model/sha256.ts';
import type { VectorClock } from './clock.ts';

export type PatternId = string;

export type PatternContent = {
  /** The word that its memories share. */
  readonly topic: string;
  /** Share of the considered memories that have it, 0 to 1. */
  readonly strength: number;
  /** How far to trust it, 0 to 1: lower with few memories, and when it was found during a partition. */
  readonly confidence: number;
  /** Mean confidence of the cited memories. */
  readonly sourceConfidence: number;
  /** Memories that it rests on, sorted. */
  readonly citations: readonly MemoryId[];
};

export type PatternVersion = {
  readonly content: PatternContent;
  readonly clock: VectorClock;
  /** The node that found this content. */
  readonly by: NodeId;
  /** When it did, RFC 3339. */
  readonly at: string;
};

/** More than one version is a conflict: each was made without knowing the others. Sorted by hash. */
export type Pattern = { readonly id: PatternId; readonly versions: readonly PatternVersion[] };

/** The same topic has the same id on every node. */
export function patternIdOf(topic: string): PatternId {
  return `belief_${hashParts(['belief', topic]).slice(0, 16)}`;
}

export function hashContent(content: PatternContent): string {
  const { topic, strength, confidence, sourceConfidence, citations } = content;
  return hashParts(['content', topic, strength, confidence, sourceConfidence, citations]);
}

const hashes = new WeakMap<PatternVersion, string>();

/** Two versions are the same if and only if their hashes are. */
export function hashVersion(version: PatternVersion): string {
  const known = hashes.get(version);
  if (known !== undefined) return known;
  const { content, clock, by, at } = version;
  const hash = hashParts(['version', hashContent(content), clock, by, at]);
  hashes.set(version, hash);
  return hash;
}

export function hashPattern({ id, versions }: Pattern): string {
  return hashParts(['pattern', id, versions.map(hashVersion).sort(compareIds)]);
}

function hashParts(parts: readonly unknown[]): string {
  return sha256(JSON.stringify(parts));
}
