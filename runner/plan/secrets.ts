// Which shell variables hold secrets: what the page declares or captures as such, and what the config names.
import { placeholdersOf } from '../model/placeholders.ts';
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
