// Every diagnostic that planning can raise.
import type { DiagnosticKind } from '../model/diagnostic.ts';

export const planCodes = {
  'plan/unknown-fixture': {
    severity: 'error',
    meaning: 'A runbook names a fixture that no `_fixtures` folder above it holds.',
    mend: 'Mend the name, or add the file to a folder `_fixtures` beside the page or above it.',
  },
  'plan/not-a-fixture': {
    severity: 'error',
    meaning: 'A runbook names a document that has no `fixture:` key.',
    mend: 'Add a `fixture:` key to that document, or name another one.',
  },
  'plan/captured-twice': {
    severity: 'error',
    meaning:
      'A runbook captures a variable that its fixture captures already, which Teardown needs.',
    mend: 'Choose another name in the runbook.',
  },
} as const satisfies Readonly<Record<string, DiagnosticKind>>;

export type PlanCode = keyof typeof planCodes;
