// The small mark beside a step that says how its last run went.
import type { StepVerdict, VerdictWord } from '../data/verdict.ts';
import { durationFromMs } from './duration.ts';
import { escapeHtml } from './html.ts';
import { inlineCode } from './inline-code.ts';

/** Where a badge goes, in Markdown that was rendered before the verdict was known. */
export function verdictSlot(stepId: string): string {
  return `<span data-verdict-of="${escapeHtml(stepId)}"></span>`;
}

const slots = /<span data-verdict-of="([^"]+)"><\/span>/g;

/** Fills every slot. A step without a verdict gets no badge: the page's header says whether it ever ran. */
export function fillVerdictSlots(html: string, verdicts: ReadonlyMap<string, StepVerdict>): string {
  return html.replaceAll(slots, (_, id: string) => {
    const verdict = verdicts.get(id);
    return verdict === undefined ? '' : verdictBadge(verdict);
  });
}

/** Form as well as colour: the sign stands for the word, for those who do not see the colour. */
export const verdictSigns: Readonly<Record<VerdictWord, string>> = {
  passed: '✓',
  failed: '✗',
  'could not judge': '?',
  skipped: '–',
};

function verdictBadge(verdict: StepVerdict): string {
  const { word, reason, durationMs, attempts } = verdict;
  const time =
    word === 'skipped' ? '' : ` <span class="badge-time">${durationFromMs(durationMs)}</span>`;
  const tries = attempts > 1 ? ` <span class="badge-time">in ${attempts} attempts</span>` : '';
  const badge = `<span class="badge" data-verdict="${word}" data-pagefind-ignore><span aria-hidden="true">${verdictSigns[word]}</span> ${word}${time}${tries}</span>`;
  return badge + (reason === undefined ? '' : verdictReason(word, reason));
}

/** In the text, not in a tooltip: phones and paper have no pointer. */
function verdictReason(word: VerdictWord, reason: string): string {
  return `<span class="step-reason" data-verdict="${word}" data-pagefind-ignore>${inlineCode(reason)}</span>`;
}
