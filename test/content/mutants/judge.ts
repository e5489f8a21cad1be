// Whether a lie on a page is noticed: by who reads the page, or by who judges what its step printed.
import { judgeStep } from '../../../runner/judge/judge-step.ts';
import { parseRunbook } from '../../../runner/parse/parse-runbook.ts';
import type { TriedStep } from '../../../runner/settle.ts';
import type { Mutant } from './generate.ts';

export type Fate = 'refused' | 'failed' | 'survived';

export async function fateOf(mutant: Mutant, path: string, seen: TriedStep): Promise<Fate> {
  const { runbook, diagnostics } = parseRunbook({ path, text: mutant.text });
  if (diagnostics.some(({ severity }) => severity === 'error')) return 'refused';
  const step = runbook.sections.flatMap(({ steps }) => steps).find(({ id }) => id === seen.step.id);
  if (step === undefined) throw new Error(`No step \`${seen.step.id}\` in ${path}`);
  const { outcome } = await judgeStep(step, seen.observation, seen.variables);
  return outcome === 'pass' ? 'survived' : 'failed';
}
