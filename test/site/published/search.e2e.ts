// What an operator types with an alert's text before them: its exact name, a metric, a command.
import { expect, type Page, test } from '@playwright/test';

const title = 'Handle an unplanned node failure';

async function search(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.locator('.pagefind-ui__search-input').fill(words);
}

for (const words of ['EngramNodeDown', 'engramnodedown', 'under_replicated']) {
  test(`a search for ${words} finds the runbook for a failed node first`, async ({ page }) => {
    await page.goto('/');
    await search(page, words);
    const results = page.locator('.pagefind-ui__result-title:not(.pagefind-ui__result-nested *)');
    await expect(results.first()).toHaveText(title);
  });
}

// Commands of the drills are on many pages, and nobody in an incident looks for them.
for (const words of ['replication/repair', 'node failure']) {
  test(`a search for ${words}, which several runbooks say, finds the one for a failed node among the first five`, async ({
    page,
  }) => {
    await page.goto('/');
    await search(page, words);
    const results = page.locator('.pagefind-ui__result-title:not(.pagefind-ui__result-nested *)');
    await expect(results.filter({ hasText: title })).toHaveCount(1);
    const titles = await results.allTextContents();
    expect(titles.slice(0, 5).map((text) => text.trim())).toContain(title);
  });
}

test('the result of a search by alert name opens the runbook', async ({ page }) => {
  await page.goto('/');
  await search(page, 'EngramNodeDown');
  await page
    .locator('.pagefind-ui__results')
    .getByRole('link', { name: title, exact: true })
    .first()
    .click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
});

test('results can be narrowed by risk and by the verdict of the last run', async ({ page }) => {
  await page.goto('/');
  await search(page, 'node');
  await expect(page.locator('.pagefind-ui__filter-name')).toHaveText(['Last run', 'Risk']);
});

test('the search box is there when the shortcut is pressed before the page is idle', async ({
  page,
}) => {
  await page.goto('/', { waitUntil: 'commit' });
  await page.waitForFunction(
    () => document.querySelector('button[data-open-modal]:not([disabled])') !== null,
  );
  await page.keyboard.press('Control+k');
  await expect(page.locator('.pagefind-ui__search-input')).toBeVisible();
});

test('the home page opens the search from its own button', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'Search by alert name' }).click();
  await expect(page.locator('.pagefind-ui__search-input')).toBeFocused();
});

test('an unknown alert is said to be unknown, and the alert index is named', async ({ page }) => {
  await page.goto('/');
  await search(page, 'ЩЮЩЮ');
  await expect(page.locator('.pagefind-ui__message')).toContainText('Nothing found for ЩЮЩЮ');
  await expect(page.locator('.pagefind-ui__message')).toContainText('alert index');
});
