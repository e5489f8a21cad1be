// How a step looks on the page: what it is, what to copy, what must come out.
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { project, publishedRunbooks } from '../support/project.ts';

const path = '/operations/node-care/all-pass/';
const steps = publishedRunbooks(join(project, '.cache/site-sample'))
  .filter(({ url }) => url === path)
  .flatMap(({ runbook }) => runbook.sections)
  .flatMap((section) => section.steps);

test.beforeEach(async ({ page }) => {
  await page.goto(path);
});

test('tabs, spaces at line ends, comments in here-documents, quotes and brackets are copied byte for byte', async ({
  page,
}) => {
  const command = [
    'cat <<MARK > app.conf',
    '# managed by operators',
    'key:\tvalue   ',
    'trailing spaces above, a tab in it',
    'MARK',
    '',
    '# /etc/app.conf',
    `grep -c '^key' app.conf && echo "it's <fine> & \\"quoted\\""`,
  ].join('\n');
  await page.locator('#step-step-1 .copy button').click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(command);
  expect(steps[0]?.code).toBe(command);
});

test('steps inside lists, with indented fences, are steps like any other', async ({ page }) => {
  for (const { id, code } of steps) {
    await page.locator(`#step-${id} .copy button`).click();
    expect(await page.evaluate(() => navigator.clipboard.readText()), id).toBe(code);
  }
  expect(steps.length).toBe(6);
});

test('the header of a step says what is not ordinary about it', async ({ page }) => {
  const facts = await page
    .locator('.step')
    .evaluateAll((groups) =>
      groups.map((group) => [
        group.querySelector('.step-link')?.textContent,
        ...[...group.querySelectorAll('.step-fact')].map((fact) => fact.textContent),
      ]),
    );
  expect(facts).toEqual([
    ['step-1'],
    ['start-it', 'mutating'],
    ['wait-for-answer', 'repeat for up to 15 s'],
    ['step-4'],
    ['forget', 'destructive', 'exits with 3'],
    ['elsewhere', 'not run by the runner: needs a second data centre'],
  ]);
});

test('the expected output stands under its command, names what it keeps, and cannot be copied by a button', async ({
  page,
}) => {
  await expect(page.locator('#step-step-1 .is-expectation figcaption')).toHaveText(
    'Expected output',
  );
  await expect(page.locator('#step-start-it .is-expectation figcaption')).toHaveText(
    'Expected output (JSON; objects may hold more)',
  );
  await expect(page.locator('.keeps')).toHaveText([
    'By hand: set PID to what stands in its place. Later commands use it.',
  ]);
  await expect(page.locator('#step-step-1 .is-expectation code')).toHaveText("1it's <any>");
  await expect(page.locator('.is-expectation button')).toHaveCount(0);
  await expect(page.locator('#step-forget .is-expectation')).toHaveCount(0);
});

test('the name of a step is a link to it', async ({ page }) => {
  await page.getByRole('link', { name: 'wait-for-answer' }).click();
  await expect(page).toHaveURL(`${path}#step-wait-for-answer`);
  await expect(page.locator('#step-wait-for-answer')).toBeInViewport();
});

test('words between backticks in the facts are code, and option dashes in text stay dashes', async ({
  page,
}) => {
  await expect(page.locator('.facts li code')).toHaveText('instance');
  await expect(page.locator('.sl-markdown-content p').filter({ hasText: '--force' })).toHaveCount(
    1,
  );
});

test('a block on a page that is no runbook is an ordinary example', async ({ page }) => {
  await page.goto('/guides/reference/');
  await expect(page.locator('.step, .facts')).toHaveCount(0);
  await expect(page.locator('.expressive-code')).toHaveCount(1);
});

test('of a transcript the commands are copied, and nothing else', async ({ page }) => {
  await page.goto('/operations/node-care/every-kind/');
  await page.locator('#step-talk-1 .copy button').click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    `printf '%s\\n' "one" \\\n  two\ncat no-such-file\ntrue`,
  );
  await expect(page.locator('#step-talk-1 .step-link')).toHaveText(['talk-1', 'talk-2', 'talk-3']);
});

test('every block that says what must come out stands below its command with its caption', async ({
  page,
}) => {
  await page.goto('/operations/node-care/every-kind/');
  await expect(page.locator('#step-look .is-expectation figcaption')).toHaveText([
    'Expected output (JSON; objects may hold more)',
    'jq: each must be true',
    'Must not appear',
    'Standard error',
    'Regular expression that the standard error matches',
  ]);
  await expect(page.locator('.parameters tbody th')).toHaveText(['NODE', 'CODE', 'TOKEN']);
  await expect(page.locator('.parameters tbody td:last-child')).toHaveText([
    'node-1',
    '007',
    'abcdef',
  ]);
});
