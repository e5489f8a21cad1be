// What is published of a page's source: the Markdown itself, and commands byte for byte.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { project, publishedRunbooks } from '../support/project.ts';

const runbooks = publishedRunbooks();

for (const { runbook, url } of runbooks) {
  const steps = runbook.sections.flatMap((section) => section.steps);

  test(`${url} shows every step in order, and copies exactly the command that runs`, async ({
    page,
  }) => {
    await page.goto(url);
    const shown = await page.locator('.step').evaluateAll((groups) => groups.map(({ id }) => id));
    expect(shown).toEqual(steps.map(({ id }) => `step-${id}`));
    for (const { id, code } of steps) {
      await page.locator(`#step-${id} .is-command .copy button`).click();
      expect(await page.evaluate(() => navigator.clipboard.readText()), id).toBe(code);
    }
  });

  test(`${url} shows an expected output under every step that has one, without a copy button`, async ({
    page,
  }) => {
    await page.goto(url);
    const expected = steps.filter((step) =>
      step.expectations.some(({ kind }) => kind !== 'exit-code'),
    );
    for (const { id } of expected)
      await expect(page.locator(`#step-${id} .is-expectation`), id).toHaveCount(1);
    await expect(page.locator('.is-expectation')).toHaveCount(expected.length);
    await expect(page.locator('.is-expectation button')).toHaveCount(0);
  });

  test(`${url} can be fetched as the Markdown file that it is`, async ({ page, request }) => {
    await page.goto(url);
    const href = await page
      .getByRole('link', { name: 'This page as Markdown' })
      .getAttribute('href');
    const response = await request.get(href ?? '');
    expect(await response.text()).toBe(readFileSync(join(project, runbook.file), 'utf8'));
  });
}

test('at least one runbook with steps is published', () => {
  expect(
    runbooks.filter(({ runbook }) => runbook.sections.some(({ steps }) => steps.length > 0)).length,
  ).toBeGreaterThan(0);
});

test('fixtures are not published', async ({ request }) => {
  for (const path of [
    '/_fixtures/three-node/',
    '/_fixtures/three-node.md',
    '/fixtures/three-node/',
  ]) {
    expect((await request.get(path)).status(), path).toBe(404);
  }
});
