// Many pages, many runbooks at a time, and one step that prints without end.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { figures, header, inTurn, pairedRatio, row } from './figures.ts';
import { sayGoals } from './goal.ts';
import { longPage, runbookPage } from './pages.ts';
import { type BundledRunner, withBundledRunner } from './runner-bundle.ts';

export async function benchRunnerScale(): Promise<void> {
  await withBundledRunner(async (runner) => {
    const speedUp = await jobs(runner);
    const growth = await parsing(runner);
    const memory = await floods(runner);
    sayGoals([
      {
        name: '--jobs 2 on runbooks that wait',
        value: speedUp,
        limit: 1.8,
        kind: 'at least',
        unit: '×',
      },
      {
        name: '1,000 pages checked / 250 pages, less the start',
        value: growth,
        limit: 4.6,
        unit: '×',
      },
      { name: 'peak memory beside 100 MB of output', value: memory, limit: 200, unit: 'MiB' },
    ]);
  });
}

async function jobs({ folder, command, env }: BundledRunner): Promise<number> {
  await mkdir(join(folder, 'waiting'));
  const steps = Array.from({ length: 20 }, () => ['sleep 0.01; echo done', 'done'] as const);
  for (let page = 0; page < 8; page += 1)
    await writeFile(join(folder, 'waiting', `${page}.md`), runbookPage(steps));
  const run = (size: number) => {
    const [program = '', ...args] = command('run', 'waiting', '--jobs', String(size));
    return () => execa(program, args, { cwd: folder, env: env('warm') });
  };
  const candidates = { '8 runbooks, --jobs 1': run(1), '8 runbooks, --jobs 2': run(2) };
  await inTurn(candidates, 1);
  const times = await inTurn(candidates, 10);
  console.log(header);
  for (const [name, sample] of Object.entries(times)) console.log(row(name, figures(sample)));
  return pairedRatio(times['8 runbooks, --jobs 1'], times['8 runbooks, --jobs 2']);
}

async function parsing({ folder, command, env }: BundledRunner): Promise<number> {
  const candidates: Record<string, () => Promise<unknown>> = {};
  for (const size of [1, 250, 500, 1000]) {
    const pages = join(folder, `pages-${size}`);
    await mkdir(pages);
    for (let page = 0; page < size; page += 1)
      await writeFile(join(pages, `${page}.md`), longPage(page));
    const [program = '', ...args] = command('check', pages);
    candidates[`check, ${size} new pages of 300 lines`] = () =>
      execa(program, args, { cwd: folder, env: env('off'), stdout: 'ignore' });
  }
  const times = await inTurn(candidates, 3);
  for (const [name, sample] of Object.entries(times)) console.log(row(name, figures(sample)));
  const best = (size: number): number =>
    figures(times[`check, ${size} new pages of 300 lines`] ?? []).min;
  return (best(1000) - best(1)) / (best(250) - best(1));
}

/** Peak resident memory of the runner, in MiB, while one step prints 100 MB and the steps beside it must not notice. */
async function floods({ folder, command, env }: BundledRunner): Promise<number> {
  const page = join(folder, 'flood.md');
  const flood = "yes 'a line of output that nobody will ever read' | head -c 100000000";
  const facts = 'runbook: { risk: low, duration: 1m, prerequisites: [], rollback: None. }';
  const blocks = [
    '```bash name=before\necho 1\n```\n\n```text expect\n1\n```',
    `\`\`\`bash name=flood\n${flood}\n\`\`\`\n\n\`\`\`text expect\n...\n\`\`\``,
  ];
  await writeFile(page, `---\ntitle: Flood\n${facts}\n---\n\n## Steps\n\n${blocks.join('\n\n')}\n`);
  const [program = '', ...args] = command('run', page);
  const begin = performance.now();
  const child = execa(program, args, { cwd: folder, env: env('warm'), reject: false });
  let peak = 0;
  const watch = setInterval(async () => {
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
    const kib = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
    if (kib !== undefined) peak = Math.max(peak, Number(kib) / 1024);
  }, 10);
  const { exitCode } = await child;
  clearInterval(watch);
  const time = performance.now() - begin;
  console.log(
    `100 MB of output: exit ${exitCode}, ${time.toFixed(0)} ms, peak ${peak.toFixed(0)} MiB`,
  );
  return peak;
}
