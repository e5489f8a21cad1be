// Which shell variables hold secrets: what the page declares or captures as such, and what the config names.
import type { Expectation, JsonPattern, Placeholder } from '../model/expectation.ts';
import type { Runbook } from '../model/runbook.ts';

/** Names, each once. `others` come from the config and the target. */
export function secretNames(
  runbook: Runbook,
  fixture: Runbook | undefined,
  others: readonly string[],
): readonly string[] {
  const parameters = (runbook.runbook?.parameters ?? [])
    .filter(({ type }) => type === 'secret')
    .map(({ name }) => name);
  const captures = [runbook, fixture]
    .flatMap((page) => page?.sections ?? [])
    .flatMap(({ steps }) => steps)
    .flatMap(({ expectations }) => expectations)
    .flatMap(placeholdersOf)
    .flatMap(({ type, capture }) => (type === 'secret' && capture !== undefined ? [capture] : []));
  return [...new Set([...others, ...parameters, ...captures])];
}

function placeholdersOf(expectation: Expectation): readonly Placeholder[] {
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
