// The real command line as a user starts it: its own process, its own folder.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { execa, type Options } from 'execa';

const root = resolve(import.meta.dirname, '../../..');
export const node = join(root, 'node_modules/.bin/node');
export const main = join(root, 'runner/cli/main.ts');

/** Nothing of the terminal or the CI that the tests run in. */
export const cliEnvironment: Readonly<Record<string, string>> = {
  PATH: process.env['PATH'] ?? '',
  HOME: process.env['HOME'] ?? '/',
  TMPDIR: process.env['TMPDIR'] ?? '/tmp',
};

export interface CliResult {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export function startCli(cwd: string, args: readonly string[], options: Options = {}) {
  return execa(node, [main, ...args], {
    reject: false,
    extendEnv: false,
    cwd,
    stripFinalNewline: false,
    ...options,
    env: { ...cliEnvironment, ...options.env },
  });
}

export async function runCli(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CliResult> {
  const { exitCode, stdout, stderr } = await startCli(cwd, args, { env });
  return { exitCode, stdout: String(stdout), stderr: String(stderr) };
}

/** A page with `facts` and `body`; no template, so that pages stay short. */
export function page(body: string, facts = ''): string {
  return `---
title: Rotate the keys
runbook:
  risk: low
  duration: 5m
  prerequisites: []
  rollback: Put the old key back.
${facts}---

${body}`;
}

/** `export const config` that asks for no section. */
export const noTemplate = 'export const config = { template: [] };\n';

export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
