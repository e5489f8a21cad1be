// The branches of a page, in the order in which they stand there.
import type { Runbook } from '../model/runbook.ts';

export function branchesOf({ sections }: Runbook): readonly string[] {
  const named = sections.flatMap(({ steps }) => steps.map(({ branch }) => branch?.name));
  return [...new Set(named)].filter((name) => name !== undefined);
}
