// The runner on trivial steps, beside plain bash on the same commands and an empty Node.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { figures, header, inTurn, row } from './figures.ts';

const rounds = 10;

function page(steps: number): string {
  const facts = 'runbook: { risk: low, duration: 1m, prerequisites: [], rollback: None. }';
  const blocks = Array.from({ length: steps }, (_, index) =>
    ['```bash', `echo ${index}`, '```', '', '```text expect', `${index}`, '```', ''].join('\n'),
  );
  return `---\ntitle: Bench\n${facts}\n---\n\n## Steps\n\n${blocks.join('\n')}`;
}

export async function benchRunner(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'runbooks-bench-'));
  try {
    const candidates: Record<string, () => Promise<unknown>> = {
      'node -e 0': () => execa(process.execPath, ['-e', '0']),
    };
    for (const steps of [1, 200]) {
      const markdown = join(folder, `steps-${steps}.md`);
      const script = join(folder, `steps-${steps}.sh`);
      await writeFile(markdown, page(steps));
      await writeFile(script, Array.from({ length: steps }, (_, i) => `echo ${i}\n`).join(''));
      candidates[`bash, ${steps} steps`] = () => execa('bash', [script]);
      candidates[`runbook run, ${steps} steps`] = () =>
        execa(process.execPath, ['runner/cli/main.ts', 'run', markdown]);
    }
    const times = await inTurn(candidates, rounds);
    const empty = figures(times['node -e 0'] ?? []).median;
    console.log(header);
    for (const [name, sample] of Object.entries(times)) {
      const result = figures(sample);
      console.log(row(name, result, `${(result.median / empty).toFixed(2)} × node -e 0`));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
