// Verdicts of pages and steps are those of the report that the site was built with, and nothing else.
import { expect, test } from '@playwright/test';

const allPass = '/operations/node-care/all-pass/';

const pages = [
  {
    path: allPass,
    word: '✓ passed',
    text: '5 of 6 steps passed, 1 skipped · 14 s · 23 Nov 2026, 23:58 UTC',
  },
  {
    path: '/operations/node-care/one-fails/',
    word: '✗ failed',
    text: '1 of 3 steps passed, 1 skipped · 14 s',
  },
  {
    path: '/operations/disk-care/cannot-judge/',
    word: '? could not judge',
    text: '0 of 1 steps passed · 14 s',
  },
  {
    path: '/operations/disk-care/changed-since/',
    word: 'changed since the last run',
    text: 'An earlier text passed on 23 Nov 2026',
  },
  {
    path: '/operations/disk-care/never-ran/',
    word: 'never run',
    text: 'No report of a run names this page.',
  },
];

for (const { path, word, text } of pages) {
  test(`${path} says “${word}”`, async ({ page }) => {
    await page.goto(path);
    await expect(page.locator('.verdict strong')).toHaveText(word);
    await expect(page.locator('.verdict')).toContainText(text);
  });
}

test('each step carries its verdict, its time and its attempts; a step of the fixture with the same id does not count', async ({
  page,
}) => {
  await page.goto(allPass);
  const badges = await page
    .locator('.step')
    .evaluateAll((steps) =>
      steps.map((step) => [step.id, step.querySelector('.badge')?.textContent]),
    );
  expect(badges).toEqual([
    ['step-step-1', '✓ passed 42 ms'],
    ['step-start-it', '✓ passed 1.2 s'],
    ['step-wait-for-answer', '✓ passed 3.1 s in 3 attempts'],
    ['step-step-4', '✓ passed 20 ms'],
    ['step-forget', '✓ passed 8.0 ms'],
    ['step-elsewhere', '– skipped'],
  ]);
});

test('a failed step says why', async ({ page }) => {
  await page.goto('/operations/node-care/one-fails/');
  await expect(page.locator('#step-second .badge')).toHaveText('✗ failed 15 ms');
  await expect(page.locator('#step-second .step-reason')).toHaveText(
    'Unexpected line two, expected three',
  );
  await expect(page.locator('#step-third .badge')).toHaveText('– skipped');
});

for (const path of ['/operations/disk-care/changed-since/', '/operations/disk-care/never-ran/']) {
  test(`${path} invents no verdict for its step`, async ({ page }) => {
    await page.goto(path);
    await expect(page.locator('.step')).toHaveCount(1);
    await expect(page.locator('.step .badge')).toHaveCount(0);
  });
}

test('the list of runbooks shows the same verdicts', async ({ page }) => {
  await page.goto('/operations/');
  const listed = await page
    .locator('.index-head')
    .evaluateAll((rows) =>
      rows.map((row) => [
        row.querySelector('a')?.textContent?.trim(),
        row.querySelector('.badge')?.textContent?.trim(),
      ]),
    );
  expect(listed).toEqual([
    ['Could not be judged', 'could not judge'],
    ['Edited after its run', 'changed since'],
    ['Not run yet', 'never run'],
    ['A step that fails', 'failed'],
    ['Bring a stopped service back', 'passed'],
    ['Show every kind of block', 'never run'],
  ]);
});
