// Trivial steps with shared state, beside the programs that do the nearest to it. What is compared runs in turn.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { figures, header, inTurn, pairedRatio, row } from './figures.ts';
import { sayGoals } from './goal.ts';
import {
  bashScript,
  batsFile,
  clitestFile,
  counting,
  cramFile,
  runbookPage,
  shelltestFile,
  txmFile,
} from './pages.ts';
import { type BundledRunner, withBundledRunner } from './runner-bundle.ts';

const rounds = 12;

/** Program on PATH → where it is from, form of its file, and its arguments. */
const peers = [
  ['cram3', 'Debian package python3-cram', 't', cramFile, []],
  ['bats', 'Debian package bats', 'bats', batsFile, []],
  ['clitest', 'Debian package clitest', 'cli', clitestFile, []],
  ['shelltest', 'Debian package shelltestrunner', 'test', shelltestFile, []],
  ['txm', 'npm package txm', 'txm.md', txmFile, []],
] as const;

export async function benchRunnerSteps(): Promise<void> {
  const there = await presentPeers();
  await withBundledRunner(async (runner) => {
    const candidates: Record<string, () => Promise<unknown>> = {
      'node -e 0': () => execa(process.execPath, ['-e', '0']),
    };
    for (const size of [200, 1000]) await addSize(candidates, size, runner, there);
    await addWaiting(candidates, runner);
    // Fills the caches of the warm runs, and shows that every candidate works.
    await inTurn(candidates, 1);
    const times = await inTurn(candidates, rounds);
    console.log(header);
    for (const [name, sample] of Object.entries(times)) console.log(row(name, figures(sample)));
    sayResults(times, there.includes('cram3'));
  });
}

async function presentPeers(): Promise<readonly string[]> {
  const there: string[] = [];
  for (const [program, source] of peers) {
    const { exitCode } = await execa('which', [program], { reject: false });
    if (exitCode === 0) there.push(program);
    else console.log(`not compared: ${program} (${source} is not installed)`);
  }
  return there;
}

async function addSize(
  candidates: Record<string, () => Promise<unknown>>,
  size: number,
  { folder, command, env }: BundledRunner,
  there: readonly string[],
): Promise<void> {
  const steps = counting(size);
  const file = (ending: string): string => join(folder, `steps-${size}.${ending}`);
  await writeFile(file('md'), runbookPage(steps));
  await writeFile(file('sh'), bashScript(steps));
  const [program = '', ...args] = command('run', file('md'));
  const run = (cache: 'warm' | 'off') => () =>
    execa(program, args, { cwd: folder, env: env(cache) });
  candidates[`bash, ${size}`] = () => execa('bash', [file('sh')]);
  candidates[`runbook, ${size}, page known`] = run('warm');
  candidates[`runbook, ${size}, page new`] = run('off');
  for (const [peer, , ending, form, options] of peers) {
    if (!there.includes(peer)) continue;
    // Slow ones say enough with the smaller page.
    if (size > 200 && peer !== 'cram3') continue;
    await writeFile(file(ending), form(steps));
    candidates[`${peer}, ${size}`] = () => execa(peer, [...options, file(ending)], { cwd: folder });
  }
}

async function addWaiting(
  candidates: Record<string, () => Promise<unknown>>,
  { folder, command, env }: BundledRunner,
): Promise<void> {
  const steps = Array.from({ length: 20 }, () => ['sleep 0.01; echo done', 'done'] as const);
  const page = join(folder, 'waiting.md');
  const script = join(folder, 'waiting.sh');
  await writeFile(page, runbookPage(steps));
  await writeFile(script, bashScript(steps));
  const [program = '', ...args] = command('run', page);
  candidates['bash, 20 × 10 ms'] = () => execa('bash', [script]);
  candidates['runbook, 20 × 10 ms'] = () => execa(program, args, { cwd: folder, env: env('warm') });
}

function sayResults(times: Readonly<Record<string, readonly number[]>>, hasCram: boolean): void {
  const best = (name: string): number => figures(times[name] ?? []).min;
  const slope = (best('runbook, 1000, page known') - best('runbook, 200, page known')) / 800;
  const ratio = (a: string, b: string): number => pairedRatio(times[a], times[b]);
  const beside = (a: string, b: string, limit: number) => ({
    name: `${a} / ${b}`,
    value: ratio(a, b),
    limit,
    unit: '×',
  });
  sayGoals([
    ...(hasCram
      ? [
          beside('runbook, 200, page known', 'cram3, 200', 1),
          beside('runbook, 1000, page known', 'cram3, 1000', 1),
          beside('runbook, 200, page new', 'cram3, 200', 2.5),
          beside('runbook, 1000, page new', 'cram3, 1000', 2.5),
        ]
      : []),
    { name: 'a further step, of the minima', value: slope, limit: 0.12, unit: 'ms' },
    beside('runbook, 20 × 10 ms', 'bash, 20 × 10 ms', 1.3),
  ]);
}
