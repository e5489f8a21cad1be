import { describe, expect, test } from 'vitest';
import { expectationCaption } from '../../../src/plugins/expectation-caption.ts';
import { stepHeader } from '../../../src/plugins/step-header.ts';
import { block, stepsOf } from '../../support/judge-page.ts';

/** What a reader sees of the header, facts between bars. */
function words(body: string): string {
  const [first, ...others] = stepsOf(body);
  if (first === undefined) throw new Error('a page with a step');
  return stepHeader([first, ...others])
    .replaceAll(/<\/(?:span|a)>/g, '|')
    .replaceAll(/<[^>]+>/g, '')
    .replaceAll(/\|+/g, '|');
}

const ready = block('text expect', 'ready');

describe('the header of a step', () => {
  test.each([
    ['bash name=a', '', 'a|'],
    ['bash name=a exit=failure', '', 'a|fails|'],
    ['bash name=a exit=3 risk=destructive', '', 'a|destructive|exits with 3|'],
    ['bash name=a duration="between 1s and 1m30s"', '', 'a|takes between 1 s and 1 min 30 s|'],
    ['bash name=a within=10s stays=2s', '', 'a|repeat for up to 10 s|must stay so for 2 s|'],
    ['bash name=a background within=5s', ready, 'a|goes on in the background, ready within 5 s|'],
    ['bash name=a background', ready, 'a|goes on in the background, ready within 30 s|'],
    ['bash name=a branch=lost risk=mutating', '', 'a|branch lost|mutating|'],
    ['bash name=a skip="needs <two>"', '', 'a|not run by the runner: needs &lt;two&gt;|'],
  ])('%s', (info, below, expected) => {
    expect(words(block(info, 'x') + below)).toBe(expected);
  });

  test('of a branch says where it leaves the main path', () => {
    const [first] = stepsOf(
      block('bash name=a branch=lost before=b', 'x') + block('bash name=b', 'y'),
    );
    if (first === undefined) throw new Error('a step');
    expect(stepHeader([first])).toContain('branch lost, from before b');
  });

  test('of a transcript has a name, an anchor and a place for the verdict a command', () => {
    const steps = stepsOf(block('console name=talk', '$ a', '$ b'));
    const [first, ...others] = steps;
    if (first === undefined) throw new Error('a step');
    const html = stepHeader([first, ...others]);
    expect(html.match(/href="#step-talk-\d"/g)).toEqual([
      'href="#step-talk-1"',
      'href="#step-talk-2"',
    ]);
    expect(html.match(/data-verdict-of="talk-\d"/g)).toEqual([
      'data-verdict-of="talk-1"',
      'data-verdict-of="talk-2"',
    ]);
    // The first one's anchor is the group itself.
    expect(html.match(/ id="[^"]+"/g)).toEqual([' id="step-talk-2"']);
  });
});

describe('the caption of an expectation', () => {
  test.each([
    ['text expect', 'a', 'Expected output'],
    ['text expect', undefined, 'No output'],
    ['text expect stderr', 'a', 'Standard error'],
    ['text expect stderr', undefined, 'Nothing on standard error'],
    ['text expect absent', 'a', 'Must not appear'],
    ['text expect absent stderr', 'a', 'Must not appear on standard error'],
    ['json expect', '{}', 'Expected output (JSON; objects may hold more)'],
    ['json expect stderr', '{}', 'Standard error (JSON; objects may hold more)'],
    ['jq expect', '.a', 'jq: each must be true'],
    ['jq expect stderr', '.a', 'jq: each must be true on standard error'],
    ['regex expect', 'a', 'Regular expression that the output matches'],
    ['regex expect stderr', 'a', 'Regular expression that the standard error matches'],
  ])('%s with %s', (info, line, expected) => {
    const [step] = stepsOf(block('bash', 'x') + block(info, ...(line === undefined ? [] : [line])));
    const found = step?.expectations.find((expectation) => 'stream' in expectation);
    expect(found && 'stream' in found && expectationCaption(found)).toBe(expected);
  });
});
