import { expect, test } from 'vitest';
import { fillVerdictSlots, verdictSlot } from '../../../src/text/verdict-badge.ts';

const html = `<p>${verdictSlot('restart')} and ${verdictSlot('step-2')}</p>`;

test('a slot is filled with the verdict of its step, reason escaped', () => {
  const verdicts = new Map([
    ['restart', { word: 'failed' as const, reason: '<b> & "c"', durationMs: 15, attempts: 2 }],
  ]);
  expect(fillVerdictSlots(html, verdicts)).toBe(
    '<p><span class="badge" data-verdict="failed" data-pagefind-ignore>' +
      '<span aria-hidden="true">✗</span> failed <span class="badge-time">15 ms</span> ' +
      '<span class="badge-time">in 2 attempts</span></span>' +
      '<span class="step-reason" data-verdict="failed" data-pagefind-ignore>&lt;b&gt; &amp; &quot;c&quot;</span> and </p>',
  );
});

test('without verdicts no badge is left', () => {
  expect(fillVerdictSlots(html, new Map())).toBe('<p> and </p>');
});
