// Every diagnostic that planning can raise.
import type { DiagnosticKind } from '../model/diagnostic.ts';

export const planCodes = {
  'plan/unknown-fixture': {
    severity: 'error',
    meaning: 'A runbook names a fixture that no `_fixtures` folder above it holds.',
  },
  'plan/not-a-fixture': {
    severity: 'error',
    meaning: 'A runbook names a document that has no `fixture:` key.',
  },
  'plan/captured-twice': {
    severity: 'error',
    meaning:
      'A runbook captures a variable that its fixture captures already, which Teardown needs.',
  },
} as const satisfies Readonly<Record<string, DiagnosticKind>>;

export type PlanCode = keyof typeof planCodes;
