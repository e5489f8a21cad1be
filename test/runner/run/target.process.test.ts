// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the strings are bash, where ${…} is an expansion
// A whole run on a target that is reached over ssh.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exitCode, literalText, type PlanSketch, sketchPlan } from '../../support/plan-literals.ts';
import { expectGone, readPid } from '../../support/processes.ts';
import { captureLine, runPlans, stepLines } from '../../support/run-plan.ts';
import { type SshServer, startSshServer } from '../../support/ssh-server.ts';

let server: SshServer;
let folder = '';

beforeAll(async () => {
  server = await startSshServer();
  folder = mkdtempSync(join(tmpdir(), 'target-test-'));
});

afterAll(() => {
  server.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function runOnTarget(sketch: PlanSketch) {
  const target = { name: 'staging', prefix: server.prefix, env: { TOKEN: 'open sesame' } };
  const plan = { ...sketchPlan(sketch), target, parameters: { NODE: 'n-1' }, secrets: ['TOKEN'] };
  const { report } = await runPlans([plan]);
  const [runbook] = report.runbooks;
  if (runbook === undefined) throw new Error('one plan gives one report');
  return { report, runbook };
}

test('steps of every kind run there, and what they captured is there in Teardown', async () => {
  const { report, runbook } = await runOnTarget({
    steps: [
      {
        code: 'cd /usr; echo s-1',
        expectations: [exitCode(0), captureLine('ID')],
        captures: ['ID'],
      },
      {
        code: 'echo "$ID $NODE $PWD ${SSH_CONNECTION:+remote} $LINENO"; echo "$TOKEN" >&2',
        expectations: [exitCode(0), literalText('s-1 n-1 /usr remote 21')],
      },
      {
        language: 'python',
        code: "import os\nprint(os.environ['ID'], os.getcwd())",
        expectations: [exitCode(0), literalText('s-1 /usr')],
      },
      {
        code: `echo -n $BASHPID >${folder}/pid; echo warming up; sleep 0.1; echo ready; exec sleep 71`,
        background: { readyWithinMs: 60_000 },
        expectations: [exitCode(0), literalText('warming up\nready')],
      },
      {
        code: `n=$((n + 1)); kill -0 $(cat ${folder}/pid); echo $n`,
        eventually: { withinMs: 60_000, everyMs: 1 },
        expectations: [exitCode(0), literalText('3')],
      },
      {
        code: 'echo out; echo err >&2',
        mergesStderr: true,
        expectations: [exitCode(0), literalText('out\nerr')],
      },
    ],
    teardown: [
      {
        code: 'echo "$ID ${SSH_CONNECTION:+remote}"; echo "$TOKEN"; false',
        expectations: [exitCode(0), literalText('s-1 remote')],
      },
    ],
  });
  expect(stepLines(runbook).filter((line) => !line.endsWith('pass'))).toEqual([
    'teardown step-1 fail: Unexpected exit code `1`, expected `0`; Unexpected line `[secret TOKEN]`, expected the output to end here',
  ]);
  expect(report.target).toBe('staging');
  await expectGone(readPid(`${folder}/pid`));
});

test('what dies in the background there makes the run fail', async () => {
  const { runbook } = await runOnTarget({
    steps: [
      {
        code: `echo ready; until [ -e ${folder}/go ]; do sleep 0.01; done; exit 3`,
        background: { readyWithinMs: 60_000 },
        expectations: [exitCode(0), literalText('ready')],
      },
      `touch ${folder}/go; sleep 0.2`,
    ],
  });
  expect(stepLines(runbook)).toEqual([
    'steps step-1 fail: Unexpected end with exit code `3` while the page still ran, expected it to run on',
    'steps step-2 pass',
  ]);
});

test('a deadline ends the step there, and Teardown has a connection of its own', async () => {
  const { runbook } = await runOnTarget({
    steps: [{ code: `echo -n $$ >${folder}/late; sleep 72`, timeoutMs: 1000 }],
    teardown: ['true'],
  });
  expect(stepLines(runbook)).toEqual([
    'steps step-1 fail: Unexpected duration over `1s`, expected the step to end within its `timeout`',
    'teardown step-1 pass',
  ]);
  await expectGone(readPid(`${folder}/late`));
});
