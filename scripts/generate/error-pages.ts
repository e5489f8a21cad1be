// A reference page for every diagnostic: what it means, a page that gets it, the exact text, how to mend it.
// Meaning and mending stand with the code; example and text are the sample that a test compares.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type DiagnosticKind, diagnosticCodes } from '../../runner/index.ts';
import type { GeneratedFile } from './generated-file.ts';

const root = resolve(import.meta.dirname, '../..');
const samples = join(root, 'test/runner/samples');

export const errorPagesFolder = join(root, 'content/reference/errors');

const written =
  '<!-- Written by `npm run reference` from the code of the runner and its samples. Change it there. -->';

const phases: Readonly<Record<string, string>> = {
  parse: 'Raised while a page is read.',
  check: 'Raised for a page that can be read, by a rule about what readers need.',
  plan: 'Raised while a runbook and its fixture are put together.',
};

export function errorPages(): readonly GeneratedFile[] {
  const codes = Object.entries(diagnosticCodes);
  return [
    { path: join(errorPagesFolder, 'index.md'), text: overview(codes) },
    ...codes.map(([code, kind]) => ({
      path: join(errorPagesFolder, `${code}.md`),
      text: page(code, kind),
    })),
  ];
}

function overview(codes: readonly (readonly [string, DiagnosticKind])[]): string {
  const sections = Object.entries(phases).flatMap(([phase, meaning]) => {
    const rows = codes
      .filter(([code]) => code.startsWith(`${phase}/`))
      .map(
        ([code, kind]) =>
          `| [\`${code}\`](/reference/errors/${code}/) | ${kind.severity} | ${cell(kind.meaning)} |`,
      );
    return [
      '',
      `## ${phase}`,
      '',
      meaning,
      '',
      '| code | severity | meaning |',
      '| --- | --- | --- |',
      ...rows,
    ];
  });
  return document(
    'Diagnostics',
    'Every message about a page that `runbook check` can print, with an example and how to mend it.',
    [
      'A diagnostic is a message about a page, never about the system that the page is about.',
      'An **error** stops everything: no page runs while one of them has an error. A **warning** is printed, and the run goes on; `runbook check --strict` ends with 2 for warnings too.',
      ...sections,
    ],
  );
}

function page(code: string, { severity, meaning, mend }: DiagnosticKind): string {
  const sample = sampleFor(code);
  return document(code, meaning.replaceAll('`', ''), [
    `**${severity === 'error' ? 'Error' : 'Warning'}.** ${meaning}`,
    '',
    '## How to mend it',
    '',
    mend,
    '',
    '## An example',
    '',
    ...fenced('md', sample.page),
    '',
    'The runner says:',
    '',
    ...fenced('text', sample.report),
    '',
    '[All diagnostics](/reference/errors/) · [The runbook format](/guides/runbook-format/)',
  ]);
}

function document(title: string, description: string, body: readonly string[]): string {
  const head = [
    '---',
    `title: ${JSON.stringify(title)}`,
    `description: ${JSON.stringify(description)}`,
    '---',
  ];
  return `${[...head, '', written, '', ...body].join('\n')}\n`;
}

/** The folder of the code's own name, or the first other one that shows it. */
function sampleFor(code: string): { readonly page: string; readonly report: string } {
  const own = code.replace('/', '-');
  const names = [own, ...readdirSync(samples).filter((name) => name !== own)];
  for (const name of names) {
    const report = only(code, read(name, 'expected.txt'));
    if (report !== '') return { page: read(name, 'page.md').trimEnd(), report };
  }
  throw new Error(`Unexpected absence of a sample for \`${code}\`, expected a folder \`${own}\``);
}

function read(sample: string, file: string): string {
  try {
    const text = readFileSync(join(samples, sample, file), 'utf8').replaceAll('\r\n', '\n');
    // The sample about nesting would make its reference page one of those that nobody can read.
    return text.replaceAll(/(?:> ){40,}/g, '> > > … > > > ');
  } catch {
    return '';
  }
}

/** What the report says with this code; a sample may show several. */
function only(code: string, report: string): string {
  return report
    .trimEnd()
    .split(/\n\n(?=\S+:\d+:\d+ )/)
    .filter((diagnostic) => diagnostic.split('\n', 1)[0]?.endsWith(`  ${code}`))
    .join('\n\n');
}

/** Longer than every fence inside. */
function fenced(language: string, text: string): readonly string[] {
  const rows = (text.match(/[`~]{3,}/g) ?? []).map((row) => row.length + 1);
  const fence = '`'.repeat(Math.max(3, ...rows));
  return [`${fence}${language}`, text, fence];
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
