// What a step runs and expects, as one short word: tells which steps of a page are not as they were.
import { createHash } from 'node:crypto';
import type { Step } from '../../model/runbook.ts';

export function stepDigests(steps: readonly Step[]): Readonly<Record<string, string>> {
  return Object.fromEntries(steps.map((step) => [step.id, digest(step)]));
}

function digest({ code, language, risk, expectations }: Step): string {
  // Where it stands on the page is not what it does.
  const sources = expectations.map((expectation) =>
    'source' in expectation ? [expectation.kind, expectation.source] : expectation.code,
  );
  const text = JSON.stringify([code, language, risk, sources]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
