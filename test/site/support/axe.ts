import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Opens `path` in a colour scheme and expects no violation; names rule and elements of those that there are. */
export async function expectAccessible(
  page: Page,
  path: string,
  colorScheme: 'light' | 'dark',
): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.goto(path);
  await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
  // The renderer makes blocks that scroll reachable by keyboard a moment after the page has loaded.
  await expect.poll(() => countUnreachableBlocks(page)).toBe(0);
  const { violations, passes } = await new AxeBuilder({ page }).withTags(rules).analyze();
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
  );
  expect(found).toEqual([]);
  // A page that did not load has nothing to violate.
  expect(passes.length).toBeGreaterThan(20);
}

/** Code blocks that scroll and cannot be focused. */
function countUnreachableBlocks(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      [...document.querySelectorAll('pre')].filter(
        (block) => block.scrollWidth > block.clientWidth && block.tabIndex !== 0,
      ).length,
  );
}
