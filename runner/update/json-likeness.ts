// How much of an expected JSON value is in an observed one.
import type { JsonPattern } from '../model/expectation.ts';
import { likenessOf, splitTokens } from './tokens.ts';

/** What the item names, against the pieces of a value: how much of the item is there. */
export function likenessTo(
  item: JsonPattern | { readonly kind: 'rest' } | undefined,
  tokens: readonly string[],
): number {
  if (item === undefined || item.kind === 'rest') return 0;
  const { words, wild } = valuesOf(item);
  const known = new Set(tokens);
  const there = words.filter((word) => known.has(word));
  return likenessOf(words, there, wild);
}

/** Names of members are the same in all items of most arrays, so they tell nothing. */
function valuesOf(pattern: JsonPattern): {
  readonly words: readonly string[];
  readonly wild: number;
} {
  if (pattern.kind === 'placeholder') return { words: [], wild: 1 };
  if (pattern.kind === 'literal') {
    return { words: splitTokens(pattern.source ?? String(pattern.value)), wild: 0 };
  }
  const inner =
    pattern.kind === 'object'
      ? pattern.members.map(([, member]) => member)
      : pattern.items.flatMap((item) => (item.kind === 'rest' ? [] : [item]));
  const parts = inner.map(valuesOf);
  return {
    words: parts.flatMap(({ words }) => words),
    wild: parts.reduce((sum, { wild }) => sum + wild, 0),
  };
}

/** A placeholder of any kind asserts something: a type at least. */
export function holdsAssertion(pattern: JsonPattern): boolean {
  switch (pattern.kind) {
    case 'literal':
      return false;
    case 'placeholder':
      return true;
    case 'object':
      return pattern.members.some(([, member]) => holdsAssertion(member));
    case 'array':
      return pattern.items.some((item) => item.kind === 'rest' || holdsAssertion(item));
  }
}
