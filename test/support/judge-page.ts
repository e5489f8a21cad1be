// A step and its expectations as they stand on a page, judged on what a shell could have printed.
import { judgeStep } from '../../runner/judge/judge-step.ts';
import type { Ending } from '../../runner/model/observation.ts';
import type { Step } from '../../runner/model/runbook.ts';
import type { Verdict } from '../../runner/model/verdict.ts';
import { parseRunbook } from '../../runner/parse/parse-runbook.ts';

const frontMatter =
  '---\ntitle: T\nrunbook: { risk: low, duration: 1m, prerequisites: [], rollback: None. }\n---\n';

/** The steps of a page body. The body begins on line 5, and must be without diagnostics. */
export function stepsOf(body: string): readonly Step[] {
  const { runbook, diagnostics } = parseRunbook({ path: 'page.md', text: `${frontMatter}${body}` });
  if (diagnostics.length > 0) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return runbook.sections.flatMap((section) => section.steps);
}

/** What the diagnostics of a page body say, each with its line and column. */
export function complaintsAbout(body: string): readonly string[] {
  return parseRunbook({ path: 'page.md', text: `${frontMatter}${body}` }).diagnostics.map(
    ({ span, message }) => `${span.line}:${span.column} ${message}`,
  );
}

export interface Printed {
  readonly stdout?: string | Uint8Array;
  readonly stderr?: string | Uint8Array;
  readonly exitCode?: number;
  readonly ending?: Ending;
  readonly durationMs?: number;
  readonly variables?: Readonly<Record<string, string>>;
}

/** `blocks` stand below a step on line 5; the first of them opens on line 9. */
export function judgeBlocks(blocks: string, printed: Printed | string, attributes = ''): Verdict {
  const [step] = stepsOf(`\`\`\`bash ${attributes}\ntrue\n\`\`\`\n\n${blocks}`);
  if (step === undefined) throw new Error('a page with a step');
  const {
    stdout = '',
    stderr = '',
    exitCode = 0,
    ...rest
  } = typeof printed === 'string' ? { stdout: printed } : printed;
  return judgeStep(
    step,
    {
      ending: rest.ending ?? { kind: 'completed', exitCode },
      stdout: Buffer.from(stdout),
      stderr: Buffer.from(stderr),
      droppedStdoutBytes: 0,
      droppedStderrBytes: 0,
      durationMs: rest.durationMs ?? 1,
    },
    rest.variables ?? {},
  );
}

/** `pass`, or the outcome and its reason. */
export function verdictLine({ outcome, reason }: Verdict): string {
  return reason === undefined ? outcome : `${outcome}: ${reason}`;
}

/** A block of a page: its info string and its lines. */
export function block(info: string, ...lines: readonly string[]): string {
  return `\`\`\`${info}\n${lines.map((line) => `${line}\n`).join('')}\`\`\`\n\n`;
}
