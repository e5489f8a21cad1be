// Whole document in, exact report out. `UPDATE=1 npm test -- runner/samples` writes the reports anew.
import { existsSync, readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readAlertNames } from '../../runner/cli/alert-rules.ts';
import { loadPages } from '../../runner/cli/load-pages.ts';
import { diagnosticCodes } from '../../runner/index.ts';
import { formatDiagnostic } from '../../runner/report/code-frame.ts';

const folder = join(import.meta.dirname, 'samples');
const samples = readdirSync(folder);

async function report(sample: string): Promise<string> {
  const cwd = join(folder, sample);
  const files = [{ path: 'page.md', absolute: join(cwd, 'page.md') }];
  // Only the samples about the template need its six sections.
  const template = sample.startsWith('template-') ? {} : { template: [] };
  const alerts = existsSync(join(cwd, 'rules.yml')) && {
    alerts: readAlertNames(['rules.yml'], cwd),
  };
  const { diagnostics, sources } = await loadPages(files, {
    cwd,
    env: {},
    ...template,
    ...alerts,
  });
  if (diagnostics.length === 0) return 'no diagnostics\n';
  return diagnostics
    .map((diagnostic) => {
      const source = sources.get(diagnostic.file) ?? '';
      return `${formatDiagnostic(diagnostic, source, { color: false })}\n`;
    })
    .join('\n');
}

describe('a sample page', () => {
  test.each(samples)('%s gets the report that stands beside it', async (sample) => {
    const path = join(folder, sample, 'expected.txt');
    const actual = await report(sample);
    if (process.env['UPDATE'] === '1') await writeFile(path, actual);
    expect(actual).toBe(await readFile(path, 'utf8'));
  });
});

describe('the list of diagnostic codes', () => {
  test('has a sample for every code, and no sample shows another', async () => {
    const reports = await Promise.all(samples.map(report));
    const shown = reports.flatMap((text) =>
      [...text.matchAll(/ {2}((?:parse|check|plan)\/[a-z0-9-]+)$/gm)].map(([, code]) => code),
    );
    expect([...new Set(shown)].toSorted()).toEqual(Object.keys(diagnosticCodes).toSorted());
  });

  test('gives every code a severity and a sentence', () => {
    for (const [code, { severity, meaning }] of Object.entries(diagnosticCodes)) {
      expect(code).toMatch(/^(parse|check|plan)\/[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(['error', 'warning']).toContain(severity);
      expect(meaning).toMatch(/^[A-Z`].+\.$/);
    }
  });
});
