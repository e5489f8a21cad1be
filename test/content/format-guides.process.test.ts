// Every example of the guides to the format is what it says: it runs, it fails with the words below it, it is
// complained about in the words below it, or it needs a cluster and is only read.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { jqProblem } from '../../runner/judge/jq/jq.ts';
import type { RunReport } from '../../runner/model/report.ts';
import { parseRunbook } from '../../runner/parse/parse-runbook.ts';
import { planRuns } from '../../runner/plan/plan-run.ts';
import { formatDiagnostic } from '../../runner/report/code-frame.ts';
import { runPlans } from '../support/run-plan.ts';

const folder = join(import.meta.dirname, '../../content/guides');
const guides = [
  'runbook-format',
  'expectations',
  'waiting-and-background',
  'branches-and-parameters',
] as const;

const kinds = ['runs', 'fails', 'wrong', 'needs-cluster'] as const;

interface Example {
  readonly place: string;
  readonly kind: (typeof kinds)[number];
  readonly source: string;
  /** The `text` block that stands directly below. */
  readonly below: string;
}

/** The mark of an example stands behind `md`: `runs`, `fails`, `wrong` or `needs-cluster`. */
function examplesOf(guide: string): readonly Example[] {
  const text = readFileSync(join(folder, `${guide}.md`), 'utf8');
  const form = /^````md(.*)\n([\s\S]*?)^````\n(?:\n```text\n([\s\S]*?)\n```\n)?/gm;
  return [...text.matchAll(form)].map(({ index, 1: mark = '', 2: source = '', 3: below = '' }) => {
    const place = `${guide}.md:${text.slice(0, index).split('\n').length}`;
    const kind = kinds.find((known) => mark.trim() === known);
    if (kind === undefined)
      throw new Error(`${place}: expected \`md\` with one of ${kinds.join(', ')}`);
    return { place, kind, source, below };
  });
}

const frontMatter = `---
title: Example
runbook: { risk: low, duration: 1m, prerequisites: [], rollback: Nothing to undo. }
---
`;

/** A piece of a page needs the facts around it; its lines are counted without them. */
function parse({ source }: Example) {
  const isWhole = source.startsWith('---\n');
  const text = isWhole ? source : `${frontMatter}${source}`;
  const before = isWhole ? 0 : frontMatter.split('\n').length - 1;
  const { runbook, diagnostics } = parseRunbook({ path: 'page.md', text, jqProblem });
  const reported = diagnostics.map(({ span, ...diagnostic }) => ({
    ...diagnostic,
    span: { ...span, line: span.line - before, endLine: span.endLine - before },
  }));
  const report = reported
    .map((one) => formatDiagnostic(one, source, { color: false }))
    .join('\n\n');
  return { runbook, report };
}

/** Main path and branches; parameters have the values of their examples. */
async function run(example: Example): Promise<RunReport> {
  const { runbook, report } = parse(example);
  expect(report).toBe('');
  const given = Object.fromEntries(
    (runbook.runbook?.parameters ?? []).map(({ name, example: value }) => [name, value]),
  );
  const { plans, problems } = planRuns(runbook, undefined, { given });
  expect(problems).toEqual([]);
  return (await runPlans(plans)).report;
}

const reasons = ({ runbooks }: RunReport): readonly string[] =>
  runbooks.flatMap(({ steps }) =>
    steps
      .filter(({ outcome }) => outcome === 'fail' || outcome === 'error')
      .flatMap((step) =>
        step.attempts.length > 1
          ? (step.reason ?? '')
          : step.mismatches.map(({ message }) => message),
      ),
  );

/** `…` stands for what differs from run to run. */
function shows(below: string): RegExp {
  const parts = below.split('…').map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${parts.join('\\S+')}$`);
}

describe.each(guides)('the guide %s', (guide) => {
  const examples = examplesOf(guide);
  const of = (kind: Example['kind']) => examples.filter((example) => example.kind === kind);

  test('is a reference page without diagnostics, with examples that run', () => {
    const text = readFileSync(join(folder, `${guide}.md`), 'utf8');
    const { runbook, diagnostics } = parseRunbook({ path: `${guide}.md`, text });
    expect(diagnostics).toEqual([]);
    expect(runbook.runbook ?? runbook.fixture).toBeUndefined();
    expect(of('runs').length).toBeGreaterThanOrEqual(3);
    expect(of('wrong').length).toBeGreaterThanOrEqual(1);
  });

  test.each(of('runs'))('$place runs as it says', async (example) => {
    const report = await run(example);
    expect([reasons(report), report.outcome === 'fail' || report.outcome === 'error']).toEqual([
      [],
      false,
    ]);
    expect(report.totals.passed).toBeGreaterThan(0);
  });

  const failing = of('fails');
  if (failing.length > 0)
    test.each(failing)('$place fails in the words below it', async (example) => {
      const report = await run(example);
      expect(report.outcome).toBe('fail');
      expect(reasons(report).join('\n')).toMatch(shows(example.below));
    });

  test.each(of('wrong'))('$place is complained about in the words below it', (example) => {
    expect(parse(example).report).toBe(example.below);
  });

  const apart = of('needs-cluster');
  if (apart.length > 0)
    test.each(apart)('$place is read without diagnostics', (example) => {
      const { runbook, report } = parse(example);
      expect(report).toBe('');
      expect(runbook.sections.flatMap(({ steps }) => steps).length).toBeGreaterThan(0);
    });
});
