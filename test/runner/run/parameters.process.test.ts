import { expect, test } from 'vitest';
import type { Plan } from '../../../runner/model/plan.ts';
import type { RunbookReport } from '../../../runner/model/report.ts';
import { runRunbooks } from '../../../runner/run.ts';
import { currentEnvironment } from '../../support/current-environment.ts';
import { parameter, sketchPage } from '../../support/page-literals.ts';
import { exitCode, literalText, type PlanSketch, sketchPlan } from '../../support/plan-literals.ts';
import { captureLine, stepLines } from '../../support/run-plan.ts';

async function run(sketch: PlanSketch, change: Partial<Plan>): Promise<RunbookReport> {
  const plan = { ...sketchPlan(sketch), ...change };
  const options = {
    env: currentEnvironment(),
    signal: new AbortController().signal,
    environment: {},
  };
  for await (const event of runRunbooks([plan], options))
    if (event.kind === 'runbook-finished') return event.report;
  throw new Error('a plan gives a report');
}

const prints = (code: string, text: string) => ({
  code,
  expectations: [exitCode(0), literalText(text)],
});
const captures = (name: string, code: string) => ({
  code,
  expectations: [exitCode(0), captureLine(name)],
  captures: [name],
});

test('parameters are exported in all phases, whatever characters they have', async () => {
  const value = `$(touch /tmp/never) "it's" \\ \`id\``;
  const step = prints(`bash -c 'printf "%s\\n" "$P"'`, value);
  const report = await run(
    { setup: [step], steps: [step], teardown: [step], fixtureTeardown: [step] },
    { parameters: { P: value } },
  );
  expect(report.outcome).toBe('pass');
  expect(report.steps.length).toBe(4);
});

test('what the caller gave counts on the page, what the fixture captured counts in its Teardown', async () => {
  const report = await run(
    {
      setup: [captures('NODE', 'echo captured')],
      steps: [prints('echo $NODE', 'given')],
      teardown: [prints('echo $NODE', 'given')],
      fixtureTeardown: [prints('echo $NODE', 'captured')],
    },
    { parameters: { NODE: 'given' } },
  );
  expect(stepLines(report).map((line) => line.split(' ').at(-1))).toEqual(Array(4).fill('pass'));
});

test('a value of the fixture that does not fit is an error, and nothing of the page runs', async () => {
  const runbook = sketchPage([], { parameters: [parameter('NODE', { type: 'integer' })] });
  const report = await run(
    {
      setup: [captures('NODE', 'echo three')],
      steps: ['true', 'true'],
      teardown: ['true'],
      fixtureTeardown: ['true'],
    },
    { runbook },
  );
  const reason =
    'Unexpected value `three` for `NODE`, expected an integer such as `3` (captured by the fixture)';
  expect(stepLines(report)).toEqual([
    'fixture-setup step-1 pass',
    `steps step-1 error: ${reason}`,
    `steps step-2 error: ${reason}`,
    `teardown step-1 skip: ${reason}`,
    'fixture-teardown step-1 pass',
  ]);
  expect(report.outcome).toBe('error');
});

test('a named target starts with its own variables', async () => {
  const target = { name: 'staging', prefix: ['env', 'B=prefix'], env: { A: 'of the target' } };
  const step = prints('echo "$A $B"', 'of the target prefix');
  const report = await run({ steps: [step], teardown: [step] }, { target });
  expect(stepLines(report)).toEqual(['steps step-1 pass', 'teardown step-1 pass']);
});

test('the report of a branch names it', async () => {
  expect((await run({ steps: ['true'] }, { branch: 'lost-node' })).branch).toBe('lost-node');
});
