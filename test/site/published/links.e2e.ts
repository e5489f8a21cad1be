// Every link of the built site leads somewhere. Reads dist/, so it runs with the browser tests, after the build.
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { checkLinks } from '../support/dead-links.ts';
import { project, publishedRunbooks } from '../support/project.ts';

const check = checkLinks(join(project, 'dist'));

test('every link within the site leads to a page, a file and an anchor that exist', () => {
  expect(check.dead).toEqual([]);
  expect(check.links).toBeGreaterThan(check.pages * 5);
  expect(check.pages).toBeGreaterThan(publishedRunbooks().length);
});

test('no page has two elements with one id', () => {
  expect(check.doubledIds).toEqual([]);
});
