import type { Expectation, JsonPattern, Placeholder } from './expectation.ts';

/** Every placeholder of an expectation, in reading order. */
export function placeholdersOf(expectation: Expectation): readonly Placeholder[] {
  switch (expectation.kind) {
    case 'text':
    case 'absent':
      return expectation.lines.flatMap((line) =>
        line.kind === 'pieces' ? line.pieces.filter((piece) => typeof piece !== 'string') : [],
      );
    case 'json':
      return placeholdersIn(expectation.pattern);
    default:
      return [];
  }
}

function placeholdersIn(pattern: JsonPattern | { readonly kind: 'rest' }): readonly Placeholder[] {
  switch (pattern.kind) {
    case 'placeholder':
      return [pattern.placeholder];
    case 'object':
      return pattern.members.flatMap(([, value]) => placeholdersIn(value));
    case 'array':
      return pattern.items.flatMap(placeholdersIn);
    default:
      return [];
  }
}
