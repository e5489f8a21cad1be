// What a page costs on a bad connection, and that it asks nobody but its own host.
import { gzipSync } from 'node:zlib';
import { expect, type Response, test } from '@playwright/test';
import { publishedRunbooks } from '../support/project.ts';

/** Compressed bytes by kind of file, and requests, up to the load event: a runbook must open on a phone in a cellar. */
const limits = { document: 24_000, stylesheet: 24_000, script: 12_000, requests: 16 };

for (const path of ['/', ...publishedRunbooks().map(({ url }) => url)]) {
  test(`${path} is light and asks only its own host`, async ({ page, baseURL }) => {
    const responses: Response[] = [];
    page.on('response', (response) => responses.push(response));
    await page.goto(path, { waitUntil: 'load' });
    const weights = await weigh([...responses]);
    await page.locator('.pagefind-ui__search-input').waitFor({ state: 'attached' });

    const elsewhere = responses
      .map((response) => response.url())
      .filter((url) => !url.startsWith(`${baseURL}/`));
    expect(elsewhere).toEqual([]);
    test.info().annotations.push({ type: 'weight', description: JSON.stringify(weights) });
    expect(weights.document).toBeGreaterThan(0);
    for (const kind of ['document', 'stylesheet', 'script', 'requests'] as const) {
      expect(weights[kind], kind).toBeLessThanOrEqual(limits[kind]);
    }
  });
}

async function weigh(responses: readonly Response[]): Promise<typeof limits> {
  const weights = { document: 0, stylesheet: 0, script: 0, requests: responses.length };
  for (const response of responses) {
    const kind = response.request().resourceType();
    if (kind !== 'document' && kind !== 'stylesheet' && kind !== 'script') continue;
    weights[kind] += gzipSync(await response.body()).length;
  }
  return weights;
}
