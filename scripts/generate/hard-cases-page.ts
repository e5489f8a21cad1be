// The reference page about hard cases: every case of the table, with what proves it.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { CaseGroup, HardCase, Proof } from '../../test/runner/hard-cases/case.ts';
import { hardCases } from '../../test/runner/hard-cases/table.ts';
import type { GeneratedFile } from './generated-file.ts';

const root = resolve(import.meta.dirname, '../..');
const pages = 'test/runner/hard-cases/pages';

export function hardCasesPage(): GeneratedFile {
  const size = hardCases.reduce((sum, { cases }) => sum + cases.length, 0);
  const text = `---
title: Hard cases
description: What executable documents are known to go wrong on, case by case, and the test that proves it of this runner.
---

<!-- Written by \`npm run reference\` from test/runner/hard-cases/. Change it there. -->

These are ${size} cases on which tools that run documents are known to go wrong: they hang, lose steps, or say that all is well.
Each is proved by a test or by a page that is run as anybody would run it, its verdict and its messages compared. A test sees to it that every test and page named here exists.

${hardCases.map(section).join('\n')}`;
  return { path: join(root, 'content/reference/hard-cases.md'), text };
}

function section({ number, title, cases }: CaseGroup): string {
  const heading = number === undefined ? title : `${number}. ${title}`;
  return `## ${heading}

| Case | Proved by |
| --- | --- |
${cases.map(row).join('\n')}
`;
}

function row({ name, proofs }: HardCase): string {
  return `| ${cell(capital(name))} | ${proofs.map(proofText).map(cell).join('<br>')} |`;
}

function proofText(proof: Proof): string {
  switch (proof.kind) {
    case 'test':
      return `*${proof.name}* in \`${proof.file.replace('test/', '')}\``;
    case 'page':
      return `${title(proof.name)}: **${verdict(proof.name)}** (\`pages/${proof.name}.md\`)`;
    case 'sample':
      return `a page with its diagnostics, \`samples/${proof.name}\``;
    case 'outside':
      return `Not the runner’s: ${proof.reason}`;
  }
}

/** Of the page, as its own front matter has it. */
function title(name: string): string {
  const text = readFileSync(join(root, pages, `${name}.md`), 'utf8');
  return /^title: '?(.*?)'?$/m.exec(text)?.[1] ?? 'An empty page';
}

/** A page that nothing is run of is refused. */
function verdict(name: string): string {
  const text = readFileSync(join(root, pages, `${name}.txt`), 'utf8');
  return /^page (\w+)/.exec(text)?.[1] ?? 'refused';
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Names of tests may hold what Markdown would take for its own. */
function cell(text: string): string {
  return text
    .replaceAll(/(?<!`)<(?!br>)/g, '&lt;')
    .replaceAll('|', '\\|')
    .replaceAll('$(', '\\$(');
}
