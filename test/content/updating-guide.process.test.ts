// Every example of the guide to updating is updated by the real command, and prints what stands below it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseRunbook } from '../../runner/parse/parse-runbook.ts';
import { noTemplate, readIfThere, runCli } from '../runner/cli/run-cli.ts';
import { scratchFolder } from '../support/scratch.ts';

const file = join(import.meta.dirname, '../../content/guides/updating-samples.md');
const text = readFileSync(file, 'utf8');

const facts = `---
title: Example
runbook: { risk: low, duration: 1m, prerequisites: [], rollback: Nothing to undo. }
---
`;
const factLines = facts.split('\n').length - 1;

interface Example {
  readonly place: string;
  readonly flags: readonly string[];
  readonly source: string;
  readonly printed: string;
}

/** `md update FLAGS`, and the `diff` block below it. */
const examples: readonly Example[] = [
  ...text.matchAll(/^````md update(.*)\n([\s\S]*?)^````\n\n````diff\n([\s\S]*?\n)````\n\n/gm),
].map(({ index, 1: flags = '', 2: source = '', 3: printed = '' }) => ({
  place: `updating-samples.md:${text.slice(0, index).split('\n').length}`,
  flags: flags.split(' ').filter((flag) => flag !== ''),
  source,
  printed,
}));

/** Lines of an example are counted without the facts of the page around it. */
function withoutFacts(printed: string): string {
  const shift = (line: string): string => String(Number(line) - factLines);
  return printed
    .replaceAll(
      /^@@ -(\d+)(,\d+)? \+(\d+)/gm,
      (_, from: string, size: string, to: string) => `@@ -${shift(from)}${size} +${shift(to)}`,
    )
    .replaceAll(/page\.md:(\d+)/g, (_, line: string) => `page.md:${shift(line)}`);
}

describe('the guide to updating', () => {
  test('is a reference page without diagnostics, and all its examples are found', () => {
    const { runbook, diagnostics } = parseRunbook({ path: 'updating-samples.md', text });
    expect(diagnostics).toEqual([]);
    expect(runbook.runbook ?? runbook.fixture).toBeUndefined();
    expect(examples.length).toBe(text.split('\n````md').length - 1);
    expect(examples.length).toBeGreaterThanOrEqual(5);
  });

  test.each(examples)('$place is updated as it says', async ({ flags, source, printed }) => {
    const folder = await scratchFolder({
      'page.md': facts + source,
      'runbook.config.mjs': noTemplate,
    });
    const { exitCode, stdout } = await runCli(folder, ['update', 'page.md', ...flags]);
    expect(withoutFacts(stdout)).toBe(printed);
    const isOpen = printed.includes('needs your decision');
    expect(exitCode).toBe(isOpen ? 1 : 0);
    expect((await runCli(folder, ['run', 'page.md'])).exitCode).toBe(isOpen ? 1 : 0);
    const written = readIfThere(join(folder, 'page.md')) ?? '';
    for (const [, line = ''] of printed.matchAll(/^\+(?!\+\+)(.*)$/gm))
      expect(written).toContain(`${line}\n`);
  });

  test('the options that it names are the ones of the command', async () => {
    const help = (await runCli('/', ['update', '--help'])).stdout;
    const named = [...text.matchAll(/`(--[a-z-]+)/g)].map(([, name = '']) => name);
    expect(named.length).toBeGreaterThan(6);
    for (const name of named) expect(help).toContain(name);
  });
});
