// A dead link in an alert must not end the search for its runbook.
import { expect, test } from '@playwright/test';

const dead = '/operations/runbooks/engram-node-gone';

test('an unknown address answers 404 with the ways to find the runbook', async ({ page }) => {
  const response = await page.goto(dead);
  expect(response?.status()).toBe(404);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('There is no such page');
  await page.getByRole('main').getByRole('link', { name: 'alert index' }).click();
  await expect(page).toHaveURL('/alerts/');
});

test('its button searches for the words of the address', async ({ page }) => {
  await page.goto(dead);
  await page.getByRole('button', { name: 'Search for the words of this address' }).click();
  await expect(page.locator('.pagefind-ui__search-input')).toHaveValue('engram node gone');
  await expect(page.locator('.pagefind-ui__result-link').first()).toBeVisible();
});
