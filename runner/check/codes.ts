// Every diagnostic that checking a readable page can raise.
// What only makes a page less useful is a warning: it runs, and `runbook check --strict` is where a repository insists.
import type { DiagnosticKind } from '../model/diagnostic.ts';

export const checkCodes = {
  'check/missing-section': {
    severity: 'warning',
    meaning: 'A section that the template asks for is missing from a runbook.',
  },
  'check/section-order': {
    severity: 'warning',
    meaning: 'A section stands where readers of other runbooks would not look for it.',
  },
  'check/section-content': {
    severity: 'warning',
    meaning: 'A section lacks the table or the steps that the template asks for.',
  },
  'check/prompt': {
    severity: 'error',
    meaning: 'A command begins with a prompt, so what a reader copies would not run.',
  },
  'check/no-step': { severity: 'error', meaning: 'A runbook has no step that runs.' },
  'check/only-exit-code': {
    severity: 'warning',
    meaning: 'A read-only step says nothing about its output, so it proves little.',
  },
  'check/unverified-change': {
    severity: 'error',
    meaning: 'A step changes something and no later step looks at the outcome.',
  },
  'check/fixture-setup': { severity: 'error', meaning: 'A fixture has no Setup step.' },
  'check/fixture-section': {
    severity: 'error',
    meaning: 'A step of a fixture stands outside Setup and Teardown and would never run.',
  },
  'check/fixture-shell': {
    severity: 'error',
    meaning: '`fixture.shell` names a variable that Setup does not capture.',
  },
} as const satisfies Readonly<Record<string, DiagnosticKind>>;

export type CheckCode = keyof typeof checkCodes;
