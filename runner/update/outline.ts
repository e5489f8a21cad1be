// What must be the same in a page before and after an edit: everything but places, and the samples that are meant.
import type { Runbook, Step } from '../model/runbook.ts';

/** `samples`: `step-id index` of expectations that may differ; `step-id added` where one may have been added. */
export function outline(runbook: Runbook, samples: ReadonlySet<string>): string {
  const { sections, ...facts } = runbook;
  const told = sections.map(({ steps, ...section }) => ({
    ...section,
    steps: steps.map((step) => outlineStep(step, samples)),
  }));
  return JSON.stringify([facts, told], (key, value: unknown) =>
    places.has(key) ? undefined : value,
  );
}

const places: ReadonlySet<string> = new Set(['span', 'line', 'codeLine', 'sha256']);

function outlineStep(step: Step, samples: ReadonlySet<string>): unknown {
  const kept = step.expectations.filter(
    ({ kind }) => !samples.has(`${step.id} added`) || kind === 'exit-code' || kind === 'duration',
  );
  const expectations = kept.map((expectation, index) =>
    samples.has(`${step.id} ${index}`) ? expectation.kind : expectation,
  );
  return { ...step, expectations };
}
