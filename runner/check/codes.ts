// Every diagnostic that checking a readable page can raise.
// What only makes a page less useful is a warning: it runs, and `runbook check --strict` is where a repository insists.
import type { DiagnosticKind } from '../model/diagnostic.ts';

export const checkCodes = {
  'check/missing-section': {
    severity: 'warning',
    meaning: 'A section that the template asks for is missing from a runbook.',
    mend: 'Add the section, or change `template` in the config.',
  },
  'check/section-order': {
    severity: 'warning',
    meaning: 'A section stands where readers of other runbooks would not look for it.',
    mend: 'Move the section to its place.',
  },
  'check/section-content': {
    severity: 'warning',
    meaning: 'A section lacks the table or the steps that the template asks for.',
    mend: 'Add the table that readers look for there.',
  },
  'check/prompt': {
    severity: 'error',
    meaning: 'A command begins with a prompt, so what a reader copies would not run.',
    mend: 'Remove the prompt, and show output in a `text expect` block below the command.',
  },
  'check/no-step': {
    severity: 'error',
    meaning: 'A runbook has no step that runs.',
    mend: 'Add a step, or remove the `runbook:` key: a page without steps is a reference page.',
  },
  'check/only-exit-code': {
    severity: 'warning',
    meaning: 'A read-only step says nothing about its output, so it proves little.',
    mend: 'Show the output in an `expect` block directly below the step.',
  },
  'check/unverified-change': {
    severity: 'error',
    meaning: 'A step changes something and no later step looks at the outcome.',
    mend: 'Add a read-only step below that shows the outcome, with an `expect` block.',
  },
  'check/unseen-change': {
    severity: 'warning',
    meaning: 'A step changes something, and the next one changes more before anybody has looked.',
    mend: 'Give the first step an `expect` block, or put a read-only step between the two.',
  },
  'check/sleep': {
    severity: 'warning',
    meaning:
      'A step waits for a fixed time: too long on most days, too short on the day that matters.',
    mend: 'Remove the `sleep`, and give the step that needs something `within=30s`: the runner repeats it until everything expected of it holds. Where something must stay true, use `stays=10s`.',
  },
  'check/unbounded-wait': {
    severity: 'warning',
    meaning: 'A command may wait for ever, and the reader with it.',
    mend: 'Give it a limit: `curl --max-time 5`, `kubectl wait --timeout 60s`, `timeout 10s` in front of anything. Instead of a loop use the attribute `within`.',
  },
  'check/interactive': {
    severity: 'warning',
    meaning: 'A command waits for a person at a terminal; in a run nobody answers.',
    mend: 'Use a form of the command that asks nobody. Values that a reader must give are parameters.',
  },
  'check/undetected-failure': {
    severity: 'warning',
    meaning:
      '`curl` without `--fail` ends with 0 whatever the server answers, so what reads its output takes an error page for the answer.',
    mend: 'Write `curl -fsS --max-time 5`.',
  },
  'check/all-of-nothing': {
    severity: 'warning',
    meaning:
      'A step asks `jq` whether all elements of a list are so. Of an empty list that is true, so the step passes before anything is there.',
    mend: 'Ask for the length too: `length > 0 and all(.[]; …)`. Better, print the elements and show them in the `expect` block: then a failure says which of them is not so.',
  },
  'check/unsafe-removal': {
    severity: 'warning',
    meaning: '`rm -r` gets a variable that may be empty or fall apart into several names.',
    mend: 'Put the variable in quotes, and `:?` behind its name: `:?` ends the command when there is no value.',
  },
  'check/understated-risk': {
    severity: 'warning',
    meaning:
      'A command destroys something in a step that does not say so, so the policy of a target cannot refuse it.',
    mend: 'Add `risk=destructive` to the step, or move the command into a step of its own that has it.',
  },
  'check/unguarded-destruction': {
    severity: 'warning',
    meaning:
      'A destructive step has no check above it that shows the right place and the right moment.',
    mend: 'Put a read-only step with an `expect` block above it that fails on the wrong host or in the wrong state.',
  },
  'check/typed-secret': {
    severity: 'warning',
    meaning:
      'A password, a token or a private key is typed into a command; pages are read by many.',
    mend: 'Replace it with a parameter of the type `secret` or a variable of the environment, and change the secret: it is none any more.',
  },
  'check/foreign-placeholder': {
    severity: 'warning',
    meaning:
      'A command holds a mark such as `<node-name>` that the reader is to replace; the shell takes it for a file, and a run has no value for it.',
    mend: 'Declare a parameter and use its variable: `"$NODE_NAME"`.',
  },
  'check/unknown-alert': {
    severity: 'error',
    meaning: 'A page names an alert that no rule file defines, so it never leads anybody there.',
    mend: 'Mend the name, or add the rule. The config names the rule files under `alerts`.',
  },
  'check/unseen-branch': {
    severity: 'warning',
    meaning:
      'A branch has no step that looks at its outcome, so it proves nothing of the failure that it is about.',
    mend: 'Add a step with an `expect` block to the branch.',
  },
  'check/unused-parameter': {
    severity: 'warning',
    meaning: 'A parameter is asked for and no step uses it.',
    mend: 'Use its variable in a command, or remove the parameter.',
  },
  'check/fixture-setup': {
    severity: 'error',
    meaning: 'A fixture has no Setup step.',
    mend: 'Add a step to Setup that brings the target up.',
  },
  'check/fixture-section': {
    severity: 'error',
    meaning: 'A step of a fixture stands outside Setup and Teardown and would never run.',
    mend: 'Move the step into Setup or Teardown.',
  },
  'check/fixture-shell': {
    severity: 'error',
    meaning: '`fixture.shell` names a variable that Setup does not capture.',
    mend: 'Capture the variable in Setup with a placeholder such as `<CLUSTER_SHELL>`, or remove `shell`.',
  },
} as const satisfies Readonly<Record<string, DiagnosticKind>>;

export type CheckCode = keyof typeof checkCodes;
