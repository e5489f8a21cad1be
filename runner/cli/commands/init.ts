// `runbook init`: a first runbook that runs, for somebody who has none yet.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import pc from 'picocolors';
import { UserError } from '../../errors.ts';
import { quoteForBash } from '../../execute/quote.ts';
import { findConfig } from '../config.ts';
import { exitCodes } from '../exit-code.ts';
import { type FirstFile, firstConfig, firstPages } from '../init/first-pages.ts';
import { type Io, wantsColor } from '../io.ts';

export interface InitCommandOptions {
  readonly json: boolean;
}

/** `folder` starts from the working directory. Writes nothing if one of the pages is there, and never over a file. */
export async function initCommand(
  folder: string,
  { json }: InitCommandOptions,
  io: Io,
): Promise<number> {
  const config = findConfig(io.cwd);
  const files: readonly FirstFile[] = [
    ...firstPages.map(({ path, text }) => ({ path: join(folder, path), text })),
    ...(config === undefined ? [firstConfig] : []),
  ];
  for (const { path } of files) if (existsSync(resolve(io.cwd, path))) throw inTheWay(path);
  for (const file of files) writeNew(file, io.cwd);
  const written = files.map(({ path }) => path);
  const kept = config === undefined ? [] : [relative(io.cwd, config)];
  const next = nextCommands(folder, io);
  if (json) {
    await io.stdout.write(`${JSON.stringify({ schema: 1, written, kept, next }, null, 2)}\n`);
    return exitCodes.pass;
  }
  const { green, dim, bold } = pc.createColors(wantsColor(io.stdout, io.env));
  const lines = [
    ...written.map((path) => `${green('wrote')}  ${path}`),
    ...kept.map((path) => `${dim('kept')}   ${path}`),
    '',
    ...next.map(({ command, what }) => `next: ${bold(command)}  ${dim(what)}`),
  ];
  await io.stdout.write(`${lines.join('\n')}\n`);
  return exitCodes.pass;
}

function nextCommands(folder: string, { env }: Io) {
  // Who came through `npx` has no `runbook` on the path.
  const program = env['npm_command'] === 'exec' ? 'npx runbook' : 'runbook';
  const pages = /^[\w./-]+$/.test(folder) ? folder : quoteForBash(folder);
  return [
    { command: `${program} run ${pages}`, what: 'runs the page on its fixture' },
    { command: `${program} watch ${pages}`, what: 'runs it again whenever you save it' },
  ] as const;
}

function writeNew({ path, text }: FirstFile, cwd: string): void {
  const absolute = resolve(cwd, path);
  try {
    mkdirSync(dirname(absolute), { recursive: true });
    writeFileSync(absolute, text, { flag: 'wx' });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Another one was a moment earlier.
    if (code === 'EEXIST' && existsSync(absolute)) throw inTheWay(path);
    throw new UserError(
      `Unexpected \`${code}\` while writing \`${path}\`, expected a folder that can be written`,
      undefined,
      { cause: error },
    );
  }
}

function inTheWay(path: string): UserError {
  return new UserError(
    `Unexpected \`${path}\`, expected no file of that name: nothing is overwritten`,
    'name another folder: `runbook init FOLDER`',
  );
}
