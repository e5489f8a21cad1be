import { describe, expect, test } from 'vitest';
import { parseRunbook } from '../../../runner/parse/parse-runbook.ts';
import { planRun } from '../../../runner/plan/plan-run.ts';
import { resolveFixture } from '../../../runner/plan/resolve-fixture.ts';

const step = (name: string): string => `\`\`\`sh name=${name}\ntrue\n\`\`\`\n\n`;

const page = parseRunbook({
  path: 'page.md',
  text: `---
title: Page
runbook: { risk: low, duration: 1m, prerequisites: [], rollback: None., timeout: 90s }
---

${step('top')}## Teardown

${step('clean')}## First

${step('one')}## Setup

${step('prepare')}## Second

${step('two')}`,
}).runbook;

const fixture = parseRunbook({
  path: '_fixtures/target.md',
  text: `---\ntitle: Target\nfixture:\n---\n\n## Teardown\n\n${step('down')}## Setup\n\n${step('up')}`,
}).runbook;

function outline(plan: ReturnType<typeof planRun>) {
  return plan.phases.map(({ kind, file, steps }) => [kind, file, steps.map(({ id }) => id)]);
}

describe('planRun', () => {
  test('frames the page with its fixture, and its body with Setup and Teardown', () => {
    const plan = planRun(page, fixture);
    expect(outline(plan)).toEqual([
      ['fixture-setup', '_fixtures/target.md', ['up']],
      ['steps', 'page.md', ['prepare', 'top', 'one', 'two']],
      ['teardown', 'page.md', ['clean']],
      ['fixture-teardown', '_fixtures/target.md', ['down']],
    ]);
    expect(plan.timeoutMs).toBe(90_000);
  });

  test('leaves out phases without a step', () => {
    expect(outline(planRun(page, undefined)).map(([kind]) => kind)).toEqual(['steps', 'teardown']);
  });

  test('refuses a page that is no runbook', () => {
    expect(() => planRun(fixture, undefined)).toThrow('Cannot plan `_fixtures/target.md` without');
  });
});

describe('resolveFixture', () => {
  const files = new Map([
    ['/docs/_fixtures/target.md', new Uint8Array([1])],
    ['/docs/a/b/_fixtures/near.md', new Uint8Array([2])],
    ['/docs/_fixtures/near.md', new Uint8Array([3])],
  ]);
  const readFile = async (path: string) => files.get(path);

  test('finds the nearest on the way up', async () => {
    expect(await resolveFixture('/docs/a/b/page.md', 'near', readFile)).toEqual({
      path: '/docs/a/b/_fixtures/near.md',
      text: new Uint8Array([2]),
    });
    expect(await resolveFixture('/docs/a/b/page.md', 'target', readFile)).toEqual({
      path: '/docs/_fixtures/target.md',
      text: new Uint8Array([1]),
    });
  });

  test('names every path that it looked at, nearest first', async () => {
    expect(await resolveFixture('/docs/a/page.md', 'none', readFile)).toEqual({
      tried: ['/docs/a/_fixtures/none.md', '/docs/_fixtures/none.md', '/_fixtures/none.md'],
    });
  });
});
