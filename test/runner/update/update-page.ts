// A page, what its steps do, and what an update makes of it. Nothing runs.
import { createUpdateTools } from '../../../runner/cli/update/update-tools.ts';
import type { Observation } from '../../../runner/model/observation.ts';
import { parseRunbook } from '../../../runner/parse/parse-runbook.ts';
import { PageUpdate, type UpdateOptions } from '../../../runner/update/page-update.ts';
import type { FindSecrets, Variables } from '../../../runner/update/tools.ts';

export interface StepDid {
  readonly stdout?: string | Uint8Array;
  readonly stderr?: string;
  readonly exitCode?: number;
  readonly previous?: string;
}

export interface Updated {
  readonly text: string;
  readonly update: PageUpdate;
  /** `line step reason`. */
  readonly decisions: readonly string[];
  readonly captured: Variables;
  /** Steps that ran. */
  readonly ran: readonly string[];
}

export interface UpdateCase extends UpdateOptions {
  readonly findSecrets?: FindSecrets;
  readonly variables?: Variables;
}

export function observe({ stdout = '', stderr = '', exitCode = 0 }: StepDid): Observation {
  const encoder = new TextEncoder();
  return {
    ending: { kind: 'completed', exitCode },
    stdout: typeof stdout === 'string' ? encoder.encode(stdout) : stdout,
    stderr: encoder.encode(stderr),
    droppedStdoutBytes: 0,
    droppedStderrBytes: 0,
    durationMs: 5,
  };
}

/** `did`: what the steps print, in the order of the page. */
export async function updatePage(
  text: string,
  did: readonly (string | StepDid)[],
  { findSecrets = () => [], variables = {}, ...options }: UpdateCase = {},
): Promise<Updated> {
  const tools = createUpdateTools('page.md');
  const { runbook, diagnostics } = parseRunbook({ path: 'page.md', text });
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
  const update = new PageUpdate(text.replace(/^\ufeff/, ''), runbook, tools, options);
  const steps = runbook.sections.flatMap((section) => section.steps);
  let known: Variables = variables;
  const ran: string[] = [];
  for (const [index, step] of steps.entries()) {
    const { previous, ...does } = toStepDid(did[index]);
    const observation = observe(does);
    const verdict = await tools.judge(step, observation, known);
    ran.push(step.id);
    const settled = await update.settle({
      step,
      observation,
      variables: known,
      verdict,
      findSecrets,
      ...(previous !== undefined && { previous: observe({ stdout: previous }) }),
    });
    known = { ...known, ...settled.verdict.captured };
    if (!settled.goesOn) break;
  }
  const decisions = update.decisions.map(({ line, step, reason }) => `${line} ${step}: ${reason}`);
  return { text: update.text, update, decisions, captured: known, ran };
}

function toStepDid(did: string | StepDid | undefined): StepDid {
  return typeof did === 'string' ? { stdout: did } : (did ?? {});
}

/** A page with these lines below its front matter; the first of them is line 7. */
export function page(...lines: readonly string[]): string {
  const facts = [
    '---',
    'title: Keys',
    'runbook: { risk: low, duration: 1m, prerequisites: [], rollback: No. }',
    '---',
    '',
    '## Steps',
  ];
  return [...facts, ...lines, ''].join('\n');
}

/** One step with one sample, from line 8 on; the sample's content begins in line 13. */
export function sample(language: string, ...content: readonly string[]): string {
  return page(
    '',
    '```bash name=look',
    'look',
    '```',
    '',
    `\`\`\`${language} expect`,
    ...content,
    '```',
  );
}

/** The content of the first sample. */
export function sampleOf(text: string): readonly string[] {
  const lines = text.split('\n');
  const from = lines.findIndex((line) => /^\s*(?:>\s*)*[`~]{3,}(?:text|json) expect/.test(line));
  const to = lines.findIndex((line, index) => index > from && /^\s*(?:>\s*)*[`~]{3,}$/.test(line));
  return lines.slice(from + 1, to);
}
