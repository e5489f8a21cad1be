import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Lead, LeadDecision, RanStep, Turn } from '../../../runner/lead.ts';
import type { RunbookReport } from '../../../runner/model/report.ts';
import { runPlan } from '../../../runner/run-plan.ts';
import { currentEnvironment } from '../../support/current-environment.ts';
import { exitCode, literalText, type PlanSketch, sketchPlan } from '../../support/plan-literals.ts';
import { stepLines } from '../../support/run-plan.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { waitUntil } from '../../support/wait-until.ts';

const goOn: LeadDecision = { kind: 'go-on' };

async function runLed(
  sketch: PlanSketch,
  lead: Lead,
  signal = new AbortController().signal,
): Promise<RunbookReport> {
  const context = { env: currentEnvironment(), signal, emit: () => undefined, lead };
  return (await runPlan(sketchPlan(sketch), context)).report;
}

/** A lead that does for each step what `ways` says, and runs the others once. */
function follow(ways: Readonly<Record<string, (turn: Turn) => Promise<LeadDecision>>>): Lead {
  return async (turn) => {
    const way = ways[`${turn.phase.kind} ${turn.step.id}`];
    if (way !== undefined) return await way(turn);
    await turn.run();
    return goOn;
  };
}

test('a lead skips, repeats, and goes on after a failure; the last run of a step counts', async () => {
  const ran: RanStep[] = [];
  const report = await runLed(
    {
      steps: [
        'n=0',
        { code: 'n=$((n + 1)); echo $n', expectations: [exitCode(0), literalText('2')] },
        'exit 9',
        'true',
        'echo "$n"',
      ],
    },
    follow({
      'steps step-2': async ({ run }) => {
        ran.push(await run(), await run());
        return goOn;
      },
      'steps step-4': async () => ({ kind: 'skip', reason: 'done by hand' }),
      'steps step-5': async ({ run }) => {
        ran.push(await run());
        return goOn;
      },
    }),
  );
  expect(stepLines(report)).toEqual([
    'steps step-1 pass',
    'steps step-2 pass',
    'steps step-3 fail: Unexpected exit code `9`, expected `0`',
    'steps step-4 skip: done by hand',
    'steps step-5 pass',
  ]);
  // The shell of step 5 is a new one: the third step ended the first.
  expect(ran.map(({ report: { outcome, stdout } }) => [outcome, stdout])).toEqual([
    ['fail', '1\n'],
    ['pass', '2\n'],
    ['pass', '\n'],
  ]);
});

test('variables that a lead gives are there for the step and all that follow, teardown included', async () => {
  const outputs: (string | undefined)[] = [];
  await runLed(
    { steps: ['echo $NAME', 'exit 0', 'echo $NAME'], teardown: ['echo $NAME'] },
    async ({ step, phase, run }) => {
      const isFirst = phase.kind === 'steps' && step.id === 'step-1';
      outputs.push((await run(isFirst ? { variables: { NAME: "it's" } } : {})).report.stdout);
      return goOn;
    },
  );
  expect(outputs).toEqual(["it's\n", '', "it's\n", "it's\n"]);
});

test('an interruption of one step ends it alone, and says that the shell is lost', async () => {
  const started = join(await scratchFolder(), 'started');
  let isShellLost = false;
  const report = await runLed(
    { steps: [`touch ${started}; sleep 30`, 'true'] },
    follow({
      'steps step-1': async ({ run }) => {
        const stop = new AbortController();
        const running = run({ signal: stop.signal });
        await waitUntil(() => existsSync(started), 60_000, 'the step to start');
        stop.abort();
        ({ isShellLost } = await running);
        return goOn;
      },
    }),
  );
  expect(isShellLost).toBe(true);
  expect(stepLines(report)).toEqual(['steps step-1 error: Interrupted', 'steps step-2 pass']);
});

test('a stop leaves out the rest of the phase; a fixture asks nobody', async () => {
  const asked: string[] = [];
  const report = await runLed(
    {
      setup: ['true'],
      steps: ['true', 'true'],
      teardown: ['true'],
      fixtureTeardown: ['true'],
    },
    async ({ phase, step, run }) => {
      asked.push(`${phase.kind} ${step.id}`);
      if (phase.kind === 'steps') return { kind: 'stop', reason: 'called away' };
      await run();
      return goOn;
    },
  );
  expect(asked).toEqual(['steps step-1', 'teardown step-1']);
  expect(stepLines(report)).toEqual([
    'fixture-setup step-1 pass',
    'steps step-1 skip: called away',
    'steps step-2 skip: called away',
    'teardown step-1 pass',
    'fixture-teardown step-1 pass',
  ]);
});
