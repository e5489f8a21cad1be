/** What two copies of a space ask each other about its patterns. Each request has one answer of its kind. */
import type { SpaceId } from '../model/ids.ts';
import type { Pattern, PatternId } from './pattern.ts';

export type GossipRequest =
  | { readonly kind: 'roots'; readonly spaces: readonly SpaceId[] }
  | SpaceRequest;

export type SpaceRequest =
  /** Hashes of inner nodes or leaves of the tree. */
  | {
      readonly kind: 'hashes';
      readonly space: SpaceId;
      readonly level: number;
      readonly indexes: readonly number[];
    }
  /** Ids and hashes of the patterns in these leaves. */
  | { readonly kind: 'leaves'; readonly space: SpaceId; readonly indexes: readonly number[] }
  | { readonly kind: 'pull'; readonly space: SpaceId; readonly ids: readonly PatternId[] }
  | { readonly kind: 'push'; readonly space: SpaceId; readonly patterns: readonly Pattern[] };

export type GossipAnswer =
  /** In the order of the spaces; null where the asked node holds no copy. */
  | { readonly kind: 'roots'; readonly roots: readonly (string | null)[] }
  | SpaceAnswer
  | { readonly kind: 'no-copy' };

export type SpaceAnswer =
  | { readonly kind: 'hashes'; readonly hashes: readonly string[] }
  | {
      readonly kind: 'leaves';
      readonly leaves: readonly (readonly (readonly [PatternId, string])[])[];
    }
  | { readonly kind: 'pull'; readonly patterns: readonly Pattern[] }
  /** Patterns that have changed by it. */
  | { readonly kind: 'push'; readonly changed: number };

/** The answer that belongs to a request. */
export type AnswerTo<Request extends SpaceRequest> = Extract<
  SpaceAnswer,
  { readonly kind: Request['kind'] }
>;
