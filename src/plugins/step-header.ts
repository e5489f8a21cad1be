// The line above a step's commands: its name as a link, what it does to the target, how it is repeated.
import type { Step } from '../../runner/index.ts';
import { durationFromMs } from '../text/duration.ts';
import { escapeHtml } from '../text/html.ts';
import { verdictSlot } from '../text/verdict-badge.ts';

/** HTML of the header. The verdict is a slot that the page fills when it renders, because verdicts change without the text. */
export function stepHeader(step: Step): string {
  const id = escapeHtml(step.id);
  const link = `<a class="step-link" href="#step-${id}">${id}</a>`;
  return `<div class="step-head not-content">${[link, ...facts(step).map(fact), verdictSlot(step.id)].join('')}</div>`;
}

interface Fact {
  readonly name: 'risk' | 'repeat' | 'exit' | 'skip';
  readonly value?: string;
  readonly text: string;
}

function facts(step: Step): readonly Fact[] {
  const list: Fact[] = [];
  if (step.risk !== 'read-only') list.push({ name: 'risk', value: step.risk, text: step.risk });
  if (step.eventually !== undefined) {
    list.push({
      name: 'repeat',
      text: `repeat for up to ${durationFromMs(step.eventually.withinMs)}`,
    });
  }
  for (const expectation of step.expectations) {
    if (expectation.kind === 'exit-code' && expectation.code !== 0) {
      list.push({ name: 'exit', text: `exits with ${expectation.code}` });
    }
  }
  if (step.skipReason !== undefined)
    list.push({ name: 'skip', text: `not run by the runner: ${step.skipReason}` });
  return list;
}

function fact({ name, value, text }: Fact): string {
  const kind = value === undefined ? '' : ` data-value="${value}"`;
  return `<span class="step-fact" data-fact="${name}"${kind}>${escapeHtml(text)}</span>`;
}
