// The line above a step's commands: its name as a link, what it does to the target, how it is repeated.
import type { Step } from '../../runner/index.ts';
import { durationFromMs, durationInWords } from '../text/duration.ts';
import { escapeHtml } from '../text/html.ts';
import { verdictSlot } from '../text/verdict-badge.ts';

/**
 * HTML of the header. The verdict is a slot that the page fills when it renders, because verdicts change without the
 * text. The steps of a transcript share their attributes; each has a line of its own for its name and its verdict.
 */
export function stepHeader([first, ...others]: readonly [Step, ...Step[]]): string {
  const own = `${link(first)}${facts(first).map(fact).join('')}${verdictSlot(first.id)}`;
  const rest = others.map(
    (step) =>
      `<span class="step-more" id="step-${escapeHtml(step.id)}">${link(step)}${verdictSlot(step.id)}</span>`,
  );
  return `<div class="step-head not-content">${own}${rest.join('')}</div>`;
}

function link(step: Step): string {
  const id = escapeHtml(step.id);
  return `<a class="step-link" href="#step-${id}">${id}</a>`;
}

interface Fact {
  readonly name:
    | 'branch'
    | 'risk'
    | 'background'
    | 'repeat'
    | 'stays'
    | 'duration'
    | 'exit'
    | 'skip';
  readonly value?: string;
  readonly text: string;
}

function facts(step: Step): readonly Fact[] {
  const list: Fact[] = [];
  const { branch, risk, background, eventually, stays, skipReason } = step;
  if (branch !== undefined) {
    const place = branch.leavesBefore === undefined ? '' : `, from before ${branch.leavesBefore}`;
    list.push({ name: 'branch', text: `branch ${branch.name}${place}` });
  }
  if (risk !== 'read-only') list.push({ name: 'risk', value: risk, text: risk });
  if (background !== undefined) {
    const time = durationFromMs(background.readyWithinMs);
    list.push({ name: 'background', text: `goes on in the background, ready within ${time}` });
  }
  if (eventually !== undefined)
    list.push({ name: 'repeat', text: `repeat for up to ${durationFromMs(eventually.withinMs)}` });
  if (stays !== undefined)
    list.push({ name: 'stays', text: `must stay so for ${durationFromMs(stays.forMs)}` });
  for (const expectation of step.expectations) {
    if (expectation.kind === 'duration')
      list.push({ name: 'duration', text: `takes ${durationInWords(expectation.source)}` });
    if (expectation.kind === 'exit-code' && expectation.code !== 0) {
      const text = expectation.code === 'failure' ? 'fails' : `exits with ${expectation.code}`;
      list.push({ name: 'exit', text });
    }
  }
  if (skipReason !== undefined)
    list.push({ name: 'skip', text: `not run by the runner: ${skipReason}` });
  return list;
}

function fact({ name, value, text }: Fact): string {
  const kind = value === undefined ? '' : ` data-value="${value}"`;
  return `<span class="step-fact" data-fact="${name}"${kind}>${escapeHtml(text)}</span>`;
}
