// The pages that are read under stress must be readable by everybody, in both colour schemes.
import { test } from '@playwright/test';
import { expectAccessible } from '../support/axe.ts';

const pages = {
  'the home page': '/',
  'a runbook': '/operations/cluster-management/unplanned-node-failure/',
  'the alert index': '/alerts/',
  'the list of runbooks': '/operations/',
  'the guide to the format': '/guides/runbook-format/',
  'the error page': '/no/such/page/',
};

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [name, path] of Object.entries(pages)) {
    test(`${name} has no accessibility violation in the ${colorScheme} scheme`, async ({
      page,
    }) => {
      await expectAccessible(page, path, colorScheme);
    });
  }
}
