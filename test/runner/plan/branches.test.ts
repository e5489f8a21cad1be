import { describe, expect, test } from 'vitest';
import type { Plan } from '../../../runner/model/plan.ts';
import { planRuns } from '../../../runner/plan/plan-run.ts';
import { type SectionSketch, sketchFixture, sketchPage } from '../../support/page-literals.ts';

const step = (id: string, branch?: string, leavesBefore?: string) => ({
  id,
  code: 'true',
  ...(branch && { branch: { name: branch, ...(leavesBefore && { leavesBefore }) } }),
});

const fixture = sketchFixture([
  ['setup', step('up')],
  ['teardown', step('down')],
]);

const outline = ({ branch = 'main', phases }: Plan): string =>
  `${branch}: ${phases.map(({ kind, steps }) => `${kind} ${steps.map(({ id }) => id).join(' ')}`).join(', ')}`;
const outlines = (...sections: readonly SectionSketch[]): readonly string[] =>
  planRuns(sketchPage(sections), undefined).plans.map(outline);

describe('a page with branches', () => {
  test('has a run for its main path and one for each branch, each on a fixture of its own', () => {
    const page = sketchPage([
      ['body', step('a'), step('b'), step('x1', 'x'), step('c'), step('x2', 'x'), step('y1', 'y')],
      ['teardown', step('clean')],
      ['setup', step('prepare')],
    ]);
    const frame = (branch: string, steps: string): string =>
      `${branch}: fixture-setup up, steps ${steps}, teardown clean, fixture-teardown down`;
    expect(planRuns(page, fixture).plans.map(outline)).toEqual([
      frame('main', 'prepare a b c'),
      frame('x', 'prepare a b x1 x2'),
      frame('y', 'prepare a b c y1'),
    ]);
  });

  test('a branch may leave the main path before a step that stands above it, or below it', () => {
    expect(outlines(['body', step('a'), step('b'), step('x1', 'x', 'b'), step('x2', 'x')])).toEqual(
      ['main: steps a b', 'x: steps a x1 x2'],
    );
    expect(outlines(['body', step('a'), step('x1', 'x', 'c'), step('b'), step('c')])).toEqual([
      'main: steps a b c',
      'x: steps a x1 b',
    ]);
  });

  test('without a step on the main path has its branches only', () => {
    expect(outlines(['body', step('x1', 'x')], ['teardown', step('clean')])).toEqual([
      'x: steps x1, teardown clean',
    ]);
  });
});

test('a page without branches has one run, even if nothing of it runs', () => {
  expect(outlines(['body'])).toEqual(['main: ']);
});

test('on a named target no fixture is brought up', () => {
  const target = { name: 'staging', prefix: ['ssh', 'ops@host'], env: { A: 'b' } };
  const { plans } = planRuns(sketchPage([['body', step('a')]]), fixture, { target });
  expect(plans.map(outline)).toEqual(['main: steps a']);
  expect([plans[0]?.target, plans[0]?.fixture]).toEqual([target, undefined]);
});
