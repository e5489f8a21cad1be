// Runs the pages of this folder as anybody would, and tells of each what came out.

import { readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forEachAtOnce } from '../../../runner/lanes.ts';
import type { RunbookReport, RunReport } from '../../../runner/model/report.ts';
import { noTemplate, runCli } from '../cli/run-cli.ts';

export const pagesFolder = join(import.meta.dirname, 'pages');

/** Names without `.md`. */
export const pageNames: readonly string[] = readdirSync(pagesFolder)
  .filter((name) => name.endsWith('.md'))
  .map((name) => name.slice(0, -'.md'.length));

/** Name → what is expected to stand in the file beside it. Each page runs in a folder of its own. */
export async function runPages(): Promise<ReadonlyMap<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), 'hard-cases-'));
  const told = new Map<string, string>();
  try {
    await forEachAtOnce(pageNames, 3, async (name) => {
      told.set(name, await runPage(name, join(folder, name)));
    });
    return told;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runPage(name: string, cwd: string): Promise<string> {
  const page = `${name}.md`;
  await mkdir(cwd);
  await writeFile(join(cwd, page), await readFile(join(pagesFolder, page)));
  await writeFile(join(cwd, 'runbook.config.mjs'), noTemplate);
  const { stdout, stderr } = await runCli(cwd, ['run', page, '--json']);
  return stdout === '' ? stderr : tell(JSON.parse(stdout) as RunReport);
}

function tell({ runbooks }: RunReport): string {
  return runbooks.map(tellRunbook).join('\n');
}

/** The verdict of the page, then one line a step with its reason. */
function tellRunbook({ outcome, reason, steps }: RunbookReport): string {
  // What went wrong in a step stands there already.
  const own = reason?.startsWith('Step `') ? undefined : reason;
  const lines = [
    line('page', outcome, own),
    ...steps.map((step) => line(step.id, step.outcome, step.reason)),
  ];
  return `${lines.join('\n')}\n`;
}

function line(name: string, verdict: string, reason: string | undefined): string {
  if (reason === undefined) return `${name} ${verdict}`;
  const steady = reason
    .replaceAll(/\(\d+ attempts?\)/g, '(N attempts)')
    .replaceAll(/\(pid \d+\)/g, '(pid N)');
  return `${name} ${verdict}: ${steady}`;
}
