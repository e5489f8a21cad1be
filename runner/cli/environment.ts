// Where a run took place, for its report. What cannot be found out is left out.
import { execFile } from 'node:child_process';
import { arch, release, type } from 'node:os';
import { promisify } from 'node:util';
import type { Io } from './io.ts';

const run = promisify(execFile);

export async function describeEnvironment(io: Io): Promise<Readonly<Record<string, string>>> {
  const [bash, commit] = await Promise.all([
    firstLine('bash', ['-c', 'echo "$BASH_VERSION"'], io),
    firstLine('git', ['rev-parse', '--verify', '--quiet', 'HEAD'], io),
  ]);
  return {
    os: `${type()} ${release()} ${arch()}`,
    node: process.versions.node,
    ...(bash && { bash }),
    ...(commit && { commit }),
  };
}

async function firstLine(
  program: string,
  args: readonly string[],
  io: Io,
): Promise<string | undefined> {
  try {
    const { stdout } = await run(program, args, { cwd: io.cwd, timeout: 5000 });
    return stdout.split('\n')[0]?.trim();
  } catch {
    return undefined;
  }
}

/** Environment of every shell: the caller's, with what the config adds. */
export function shellEnvironment(
  env: Io['env'],
  added: { readonly path: readonly string[]; readonly env: Readonly<Record<string, string>> },
): Record<string, string> {
  const own = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const merged = { ...Object.fromEntries(own), ...added.env };
  const path = [...added.path, merged['PATH'] ?? ''].filter((folder) => folder !== '').join(':');
  return { ...merged, ...(path !== '' && { PATH: path }) };
}
