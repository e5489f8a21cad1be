// Every verdict, risk and kind of step is readable: contrast in both schemes, and on a phone.
import { expect, test } from '@playwright/test';
import { expectAccessible } from '../support/axe.ts';

const pages = [
  '/operations/node-care/all-pass/',
  '/operations/node-care/one-fails/',
  '/operations/disk-care/cannot-judge/',
  '/operations/disk-care/changed-since/',
  '/operations/',
];

for (const path of pages) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`${path} has no accessibility violation in the ${colorScheme} scheme`, async ({
      page,
    }) => {
      await expectAccessible(page, path, colorScheme);
    });
  }
}

test('a command that does not fit on a phone is shown whole, on several lines', async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/operations/node-care/all-pass/');
  const [content, window] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    innerWidth,
  ]);
  expect(content).toBe(window);
  const command = page.locator('#step-wait-for-answer .is-command pre');
  expect(await command.evaluate((pre) => pre.scrollWidth - pre.clientWidth)).toBe(0);
});
