// The reference has a page for every diagnostic and no other, and each is what the code says.
import { globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { diagnosticCodes } from '../../runner/index.ts';
import { errorPages, errorPagesFolder } from '../../scripts/generate/error-pages.ts';

const generated = errorPages();

describe('the reference of diagnostics', () => {
  test('has a page for every code, an overview, and nothing else', () => {
    const pages = globSync('**/*', { cwd: errorPagesFolder, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(errorPagesFolder, join(entry.parentPath, entry.name)));
    const codes = Object.keys(diagnosticCodes).map((code) => `${code}.md`);
    expect(pages.toSorted()).toEqual([...codes, 'index.md'].toSorted());
  });

  test.each(generated.map((file) => [relative(errorPagesFolder, file.path), file] as const))(
    '%s is what `npm run reference` writes',
    (_name, { path, text }) => {
      expect(readFileSync(path, 'utf8')).toBe(text);
    },
  );

  test('says of every code how to mend it, in sentences', () => {
    for (const { mend } of Object.values(diagnosticCodes)) expect(mend).toMatch(/^[A-Z`].+[.]$/);
  });
});
