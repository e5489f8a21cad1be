// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the strings are bash, where ${…} is an expansion
// Secrets of a run, from every place where they come from to every place where they could come out.
import { expect, test } from 'vitest';
import type { RunEvent } from '../../../runner/model/event.ts';
import type { Expectation, Placeholder } from '../../../runner/model/expectation.ts';
import type { Plan } from '../../../runner/model/plan.ts';
import type { RunReport } from '../../../runner/model/report.ts';
import { runRunbooks } from '../../../runner/run.ts';
import { currentEnvironment } from '../../support/current-environment.ts';
import {
  exitCode,
  lineSpan,
  literalText,
  type PlanSketch,
  sketchPlan,
} from '../../support/plan-literals.ts';
import { runPlans } from '../../support/run-plan.ts';

const secret = 'p/w "7\' é';

async function run(
  sketch: PlanSketch,
  change: Partial<Plan>,
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly events: readonly RunEvent[]; readonly report: RunReport }> {
  const plan = { ...sketchPlan(sketch), ...change };
  const events: RunEvent[] = [];
  const options = {
    env: { ...currentEnvironment(), ...env },
    signal: new AbortController().signal,
    environment: {},
  };
  for await (const event of runRunbooks([plan], options)) events.push(event);
  const last = events.at(-1);
  if (last?.kind !== 'run-finished') throw new Error('the last event is `run-finished`');
  return { events, report: last.report };
}

function captureSecret(name: string | undefined, before = ''): Expectation {
  const placeholder: Placeholder = {
    type: 'secret',
    ...(name === undefined ? {} : { capture: name }),
    source: `<${name ?? ''} secret>`,
  };
  const pieces = before === '' ? [placeholder] : [before, placeholder];
  const line = { kind: 'pieces', pieces, line: 20, source: before + placeholder.source } as const;
  return { kind: 'text', stream: 'stdout', lines: [line], span: lineSpan(20), source: '' };
}

/** Prints a secret in every form, on both streams, cut into small writes. */
const leakEverything = [
  'printf %s "$S"; printf "%s\\n" "$S" >&2',
  'printf "%s" "$S" | base64; printf "me:%s" "$S" | base64 >&2',
  "jq -rn '$ENV.S | @uri, @json, @sh, @html, @base64'",
  'printf "%q\\n" "$S"; (set -x; : "$S")',
  'for ((i = 0; i < ${#S}; i++)); do printf %s "${S:i:1}"; done; echo',
  'false',
].join('\n');

test('a secret from the environment, a parameter or the fixture comes out nowhere', async () => {
  const sources: readonly [Partial<Plan>, Readonly<Record<string, string>>][] = [
    [{}, { S: secret }],
    [{ parameters: { S: secret } }, {}],
  ];
  for (const [change, env] of sources) {
    const { events, report } = await run(
      {
        setup: [`printf '%s' "$S"; echo \${#S}`],
        steps: [{ code: leakEverything, expectations: [exitCode(0), literalText('nothing')] }],
        teardown: ['echo "$S"; exit 3'],
      },
      { ...change, secrets: ['S'] },
      env,
    );
    const [, step, teardown] = report.runbooks[0]?.steps ?? [];
    expect([step?.outcome, teardown?.stdout]).toEqual(['fail', '[secret S]\n']);
    expect(step?.stdout?.match(/\[secret S\]/g)?.length).toBeGreaterThanOrEqual(8);
    expectNoForm(JSON.stringify([events, report]));
  }
});

function expectNoForm(json: string): void {
  const url = encodeURIComponent(secret);
  const forms = [secret, btoa(unescape(url)), url, JSON.stringify(secret).slice(1, -1)];
  for (const form of [...forms, ...forms.map((text) => JSON.stringify(text).slice(1, -1))])
    expect([form, json.includes(form)]).toEqual([form, false]);
  // No half of it either.
  expect(/p(?:\/|%2F|%2f)w.{1,8}7/.test(json)).toBe(false);
}

test('a captured secret is masked in its own step, the steps after it and those before it', async () => {
  const { report } = await run(
    {
      setup: [
        'echo sesame',
        {
          code: 'echo token sesame; echo sesame >&2',
          expectations: [exitCode(0), captureSecret('TOKEN', 'token ')],
          captures: ['TOKEN'],
        },
      ],
      steps: [{ code: 'echo "got $TOKEN"; exit 3', expectations: [exitCode(0)] }],
    },
    { secrets: ['TOKEN'] },
  );
  expect(report.environment['fixture.TOKEN']).toBe('[secret TOKEN]');
  expect(report.runbooks[0]?.steps[2]?.stdout).toBe('got [secret TOKEN]\n');
  expect(/sesame/.test(JSON.stringify(report))).toBe(false);
});

test('a step that did not show its secret as expected shows nothing at all', async () => {
  for (const name of ['TOKEN', undefined]) {
    const { report, events } = await run(
      {
        steps: [
          {
            code: 'echo "key: ses""ame"; echo ses""ame >&2; (exit 3)',
            expectations: [exitCode(0), captureSecret(name, 'token: ')],
            captures: name === undefined ? [] : [name],
            eventually: { withinMs: 100, everyMs: 10 },
          },
        ],
      },
      { secrets: ['TOKEN'] },
    );
    const [step] = report.runbooks[0]?.steps ?? [];
    expect(step).toMatchObject({
      outcome: 'fail',
      stdout: '[not shown: may hold a secret]',
      stderr: '[not shown: may hold a secret]',
    });
    expect(step?.mismatches.map(({ message, diff }) => [message, diff])).toEqual([
      ['Unexpected exit code `3`, expected `0`', []],
      ['Unexpected output, which is not shown because it may hold a secret', []],
    ]);
    expect(/sesame/.test(JSON.stringify([events, report]))).toBe(false);
  }
});

test('a secret too short to mask is refused before it reaches a step', async () => {
  const message =
    'Unexpected length of the secret `S`, expected at least 4 characters: shorter secrets cannot be masked';
  const steps = [
    {
      code: 'echo q1""z',
      expectations: [exitCode(0), captureSecret('S')],
      captures: ['S'],
    },
    'echo "$S"',
  ];
  const captured = await run({ steps }, { secrets: ['S'] });
  expect(captured.report.runbooks[0]?.steps.map(({ reason }) => reason)).toEqual([
    message,
    'Step `step-1` did not pass',
  ]);
  const known = await run({ setup: ['true'], steps: ['true'] }, { secrets: ['S'] }, { S: 'q1z' });
  expect(known.report.runbooks[0]?.steps.map(({ outcome, reason }) => [outcome, reason])).toEqual([
    ['error', message],
    ['error', message],
  ]);
  for (const { events } of [captured, known])
    expect(/q1z/.test(JSON.stringify(events))).toBe(false);
});

test('a run that never begins tells no secret either', async () => {
  const plan = { ...sketchPlan({ steps: ['true'] }), parameters: { S: secret }, secrets: ['S'] };
  const { events, report } = await runPlans([plan], AbortSignal.abort());
  expect(report.outcome).toBe('error');
  expectNoForm(JSON.stringify([events, report]));
});
