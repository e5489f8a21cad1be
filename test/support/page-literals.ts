// Pages written down in code, for tests of planning.
import type { Parameter } from '../../runner/model/parameter.ts';
import type { Runbook, RunbookFacts, Section, SectionRole } from '../../runner/model/runbook.ts';
import { type StepSketch, sketchStep } from './plan-literals.ts';

export type SectionSketch = readonly [role: SectionRole, ...steps: readonly StepSketch[]];

/** Steps are numbered through the page unless they bring an `id`. */
export function sketchPage(
  sections: readonly SectionSketch[],
  facts: Partial<RunbookFacts> = {},
): Runbook {
  const runbook: RunbookFacts = {
    risk: 'low',
    duration: '1m',
    prerequisites: [],
    rollback: 'None.',
    alerts: [],
    aliases: [],
    tags: [],
    parameters: [],
    timeoutMs: 90_000,
    ...facts,
  };
  return { file: 'page.md', title: 'Page', sha256: '0', runbook, sections: sketchAll(sections) };
}

export function sketchFixture(sections: readonly SectionSketch[]): Runbook {
  return {
    file: 'fixture.md',
    title: 'Fixture',
    sha256: '1',
    fixture: {},
    sections: sketchAll(sections),
  };
}

function sketchAll(sections: readonly SectionSketch[]): readonly Section[] {
  let index = 0;
  return sections.map(([role, ...steps]) => ({
    title: role,
    role,
    line: 1,
    steps: steps.map((step) => sketchStep(step, index++)),
  }));
}

export function parameter(name: string, change: Partial<Parameter> = {}): Parameter {
  return { name, type: 'string', description: `What ${name} is.`, example: 'x', ...change };
}
