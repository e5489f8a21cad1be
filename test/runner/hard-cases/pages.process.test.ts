// Page in, verdict and message out. `UPDATE=1` writes the expected files anew.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { pageNames, pagesFolder, runPages } from './run-pages.ts';

describe('a page about a hard case', () => {
  let told: ReadonlyMap<string, string> = new Map();

  beforeAll(async () => {
    told = await runPages();
  }, 180_000);

  test.each(pageNames)(
    '%s gets the verdict and the messages that stand beside it',
    async (name) => {
      const path = join(pagesFolder, `${name}.txt`);
      const text = told.get(name) ?? '';
      if (process.env['UPDATE'] === '1') await writeFile(path, text);
      expect(text).toBe(await readFile(path, 'utf8'));
    },
  );
});
