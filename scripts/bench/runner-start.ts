// What a start costs, beside a Node that does nothing.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { figures, header, inTurn, pairedRatio, row } from './figures.ts';
import { sayGoals } from './goal.ts';
import { counting, longPage, runbookPage } from './pages.ts';
import { withBundledRunner } from './runner-bundle.ts';

const rounds = 15;
const pages = 100;

export async function benchRunnerStart(): Promise<void> {
  await withBundledRunner(async ({ folder, command, env }) => {
    await writeFile(join(folder, 'one.md'), runbookPage(counting(1)));
    await mkdir(join(folder, 'pages'));
    for (let page = 0; page < pages; page += 1)
      await writeFile(join(folder, 'pages', `${page}.md`), longPage(page));
    const start = (...args: readonly string[]) => {
      const [program = '', ...words] = command(...args);
      return () => execa(program, words, { cwd: folder, env: env('warm') });
    };
    const candidates = {
      'node -e 0': () => execa(process.execPath, ['-e', '0']),
      'runbook --version': start('--version'),
      'runbook run, one step': start('run', 'one.md'),
      [`runbook list, ${pages} known pages`]: start('list', 'pages'),
    };
    await inTurn(candidates, 2);
    const times = await inTurn(candidates, rounds);
    console.log(header);
    for (const [name, sample] of Object.entries(times)) console.log(row(name, figures(sample)));
    const limits = [1.3, 1.8, 5];
    sayGoals(
      Object.keys(candidates)
        .slice(1)
        .map((name, index) => ({
          name: `${name} / node -e 0`,
          value: pairedRatio(times[name], times['node -e 0']),
          limit: limits[index] ?? 0,
          unit: '×',
        })),
    );
  });
}
