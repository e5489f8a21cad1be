// How the pages hold up: small screens, dark rooms, paper.
import { expect, test } from '@playwright/test';
import { publishedRunbooks } from '../support/project.ts';

const paths = [
  '/',
  '/alerts/',
  '/operations/',
  '/guides/runbook-format/',
  ...publishedRunbooks().map(({ url }) => url),
];

for (const path of paths) {
  test(`${path} does not scroll sideways on a phone`, async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(path);
    const [content, window] = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      innerWidth,
    ]);
    expect(content).toBe(window);
  });
}

test('the page follows the dark scheme of the system and keeps a choice made by hand', async ({
  page,
}) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto('/');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.locator('starlight-theme-select select').first().selectOption('light');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
});

test('on paper, commands wrap and nothing is cut off', async ({ page }) => {
  await page.goto('/operations/cluster-management/unplanned-node-failure/');
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 640, height: 900 });
  const cut = await page
    .locator('.step pre')
    .evaluateAll(
      (blocks) => blocks.filter((block) => block.scrollWidth > block.clientWidth + 1).length,
    );
  expect(cut).toBe(0);
  await expect(page.locator('.step .copy').first()).toBeHidden();
});
