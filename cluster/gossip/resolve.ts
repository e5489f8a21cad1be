/**
 * Makes one version out of several that do not know each other. It works on the whole set, in an order that does not
 * depend on arrival, and takes nothing from the node it runs on: whoever resolves the same set the same way gets the same
 * version to the last byte, so two operators at once do no harm.
 */
import { compareIds, type NodeId } from '../model/ids.ts';
import { joinClocks, tickClock } from './clock.ts';
import { hashContent, hashVersion, type PatternContent, type PatternVersion } from './pattern.ts';

export type Strategy =
  /** The version with the highest confidence wins; equal ones by the lower content hash. */
  | { readonly kind: 'higher_confidence' }
  /** All of them in one, with less confidence the less they overlap. */
  | { readonly kind: 'merge' }
  /** The version that this node made wins; null if it made none. */
  | { readonly kind: 'manual'; readonly side: NodeId };

/** Stands in clocks for resolutions, which are the same whoever makes them. Not the name of a node. */
const resolver = '~resolved';

const disagreementWeight = 0.3;
const confidenceMin = 0.1;

/** The version that follows all the given ones; null if there is nothing to resolve. */
export function resolveVersions(
  versions: readonly PatternVersion[],
  strategy: Strategy,
): PatternVersion | null {
  const ordered = [...versions].sort(compareWorth);
  const candidates =
    strategy.kind === 'manual' ? ordered.filter(({ by }) => by === strategy.side) : ordered;
  const [best] = candidates;
  if (best === undefined || versions.length < 2) return null;
  const clock = tickClock(joinClocks(ordered.map((version) => version.clock)), resolver);
  if (strategy.kind !== 'merge') return { ...best, clock };
  const newest = ordered.reduce((latest, { at }) => (at > latest ? at : latest), '');
  return { content: mergeContents(ordered), clock, by: best.by, at: newest };
}

/** The worthiest first. */
export function compareWorth(left: PatternVersion, right: PatternVersion): number {
  return (
    right.content.confidence - left.content.confidence ||
    compareIds(hashContent(left.content), hashContent(right.content)) ||
    compareIds(hashVersion(left), hashVersion(right))
  );
}

function mergeContents(ordered: readonly PatternVersion[]): PatternContent {
  const contents = ordered.map(({ content }) => content);
  const citations = [...new Set(contents.flatMap((content) => content.citations))].sort(compareIds);
  const shared = citations.filter((id) => contents.every((one) => one.citations.includes(id)));
  const overlap = citations.length === 0 ? 1 : shared.length / citations.length;
  const confidence = mean(contents.map((one) => one.confidence));
  return {
    topic: contents[0]?.topic ?? '',
    strength: round(weightedMean(contents)),
    confidence: round(
      Math.max(confidenceMin, confidence * (1 - disagreementWeight * (1 - overlap))),
    ),
    sourceConfidence: round(mean(contents.map((one) => one.sourceConfidence))),
    citations,
  };
}

/** Strength, each weighted by its confidence. */
function weightedMean(contents: readonly PatternContent[]): number {
  const weight = contents.reduce((sum, { confidence }) => sum + confidence, 0);
  if (weight === 0) return mean(contents.map(({ strength }) => strength));
  return contents.reduce((sum, one) => sum + one.strength * one.confidence, 0) / weight;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
}

/** Six decimals are enough for a judgement, and keep the text short. */
function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
