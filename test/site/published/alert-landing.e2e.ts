// From the link in an alert to the page that answers it, as an operator's browser goes.
import { expect, test } from '@playwright/test';
import { readAlertRules } from '../../../src/data/alert-rules.ts';
import { durationInWords } from '../../../src/text/duration.ts';
import { project, publishedRunbooks } from '../support/project.ts';

const rules = readAlertRules(project);
const runbooks = publishedRunbooks();
const nodeFailure = '/operations/cluster-management/unplanned-node-failure/';

test('the shipped rules define at least one alert', () => {
  expect(rules.length).toBeGreaterThan(0);
});

for (const rule of rules) {
  const path = new URL(rule.runbookUrl ?? '', 'http://none.invalid').pathname;

  test(`the runbook_url of ${rule.name} opens the runbook that names it, with query and anchor kept`, async ({
    page,
  }) => {
    const target = runbooks.find(({ runbook }) => runbook.runbook?.alerts.includes(rule.name));
    await page.goto(`${path}?instance=node-2%3A7432#rollback`);
    await page.waitForURL(`${target?.url}?instance=node-2%3A7432#rollback`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(target?.runbook.title ?? '');
  });

  test(`the page shows expression, delay and severity of ${rule.name} as its rule file has them`, async ({
    page,
  }) => {
    await page.goto(path);
    const alert = page.locator(`[data-alert="${rule.name}"]`);
    await expect(alert.locator('.alert-name')).toHaveText(rule.name);
    await expect(alert.locator('.severity')).toHaveText(rule.severity ?? '');
    await expect(alert.locator('.alert-rule')).toHaveText(
      `fires when ${rule.expression} holds${rule.pendingFor === '0s' ? '' : ` for ${durationInWords(rule.pendingFor)}`}`,
    );
  });
}

test('the alert of a dead node leads to the runbook for an unplanned node failure', async ({
  page,
}) => {
  const rule = rules.find(({ name }) => name === 'EngramNodeDown');
  expect(rule?.runbookUrl).toBe('https://docs.engram.example/operations/runbooks/engram-node-down');
  await page.goto(new URL(rule?.runbookUrl ?? '').pathname);
  await page.waitForURL(nodeFailure);
});

test('the short name that older rules use leads there too', async ({ page }) => {
  await page.goto('/operations/runbooks/node-failure#teardown');
  await page.waitForURL(`${nodeFailure}#teardown`);
});

test('a browser without scripts finds a link and is sent on', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${baseURL}/operations/runbooks/engram-node-down`);
  await page.waitForURL(`**${nodeFailure}`);
  await context.close();
});

test('the index for programs names every alert, and every address in it answers', async ({
  request,
}) => {
  const index = (await (await request.get('/alerts.json')).json()) as {
    alerts: { alert: string; runbookUrl: string; page: string; severity?: string }[];
  };
  expect(index.alerts.map(({ alert }) => alert)).toEqual(
    runbooks.flatMap(({ runbook }) => runbook.runbook?.alerts ?? []).sort(),
  );
  for (const { alert, runbookUrl, page, severity } of index.alerts) {
    expect(severity).toBe(rules.find(({ name }) => name === alert)?.severity);
    for (const url of [runbookUrl, page])
      expect((await request.get(new URL(url).pathname)).status(), url).toBe(200);
  }
});
