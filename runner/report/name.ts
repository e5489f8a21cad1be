// How runbooks and steps are called in every report.
import type { Plan } from '../model/plan.ts';
import type { RunbookReport, StepReport } from '../model/report.ts';
import { safeLine } from './safe-lines.ts';
import { shortenLine } from './shorten.ts';

const phaseNames: Readonly<Record<StepReport['phase'], string>> = {
  'fixture-setup': 'fixture setup: ',
  steps: '',
  teardown: 'teardown: ',
  'fixture-teardown': 'fixture teardown: ',
};

/** Characters of a name; a heading or an id may be of any length. */
const nameLength = 200;

/** A tab in a name is of no use to anybody. */
export function oneLine(text: string): string {
  return shortenLine(safeLine(text.replaceAll('\t', ' ')), nameLength);
}

/** `fixture setup: `; empty for a page's own steps. */
export function phaseName({ phase }: StepReport): string {
  return phaseNames[phase];
}

/** `teardown: Take it away › end-cluster`. */
export function stepName(report: StepReport): string {
  return oneLine(`${phaseNames[report.phase]}${report.title} › ${report.id}`);
}

/** `Node failure`, `Node failure › branch no-spare-node`. */
export function runbookName(title: string, branch: string | undefined): string {
  return oneLine(branch === undefined ? title : `${title} › branch ${branch}`);
}

/** Where it runs: `with Three nodes`, `on production`. */
export function surroundings({ fixture, target }: Plan): string | undefined {
  if (target !== undefined) return safeLine(`on ${target.name}`);
  return fixture === undefined ? undefined : safeLine(`with ${fixture.title}`);
}

/** True if the runbook did not pass, and none of its steps says why. */
export function hasOwnTrouble({ outcome, steps }: RunbookReport): boolean {
  if (outcome === 'pass' || outcome === 'skip') return false;
  return !steps.some((step) => step.outcome === outcome);
}

/** How a runbook came to pass only when it was run again: a heading, then a line a run. Empty for all others. */
export function flakyLines({ flaky = [] }: RunbookReport): readonly string[] {
  if (flaky.length === 0) return [];
  return [
    `flaky: passed only in run ${flaky.length + 1}`,
    ...flaky.map(({ outcome, reason }, index) => oneLine(`run ${index + 1} ${outcome}: ${reason}`)),
  ];
}
