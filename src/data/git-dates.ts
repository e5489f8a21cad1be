// When each page was last changed, from the history of the checkout.
import { execFileSync } from 'node:child_process';

/**
 * Date of the last commit of every file under content/, by path from the project's root. Empty without git, outside a
 * checkout, and in a shallow clone, where every file would wrongly carry the date of the one commit.
 */
export function readGitDates(root: string): ReadonlyMap<string, Date> {
  try {
    if (git(root, ['rev-parse', '--is-shallow-repository']).trim() !== 'false') return new Map();
    return parseGitLog(
      git(root, ['log', '--format=commit:%ct', '--name-only', '--relative', '--', 'content']),
    );
  } catch {
    return new Map(); // No git or no history: pages simply show no date.
  }
}

/** Reads the output of `git log --format=commit:%ct --name-only`, newest first. */
export function parseGitLog(log: string): ReadonlyMap<string, Date> {
  const dates = new Map<string, Date>();
  let commit = new Date(0);
  for (const line of log.split('\n')) {
    if (line.startsWith('commit:')) commit = new Date(Number(line.slice('commit:'.length)) * 1_000);
    else if (line !== '' && !dates.has(line)) dates.set(line, commit);
  }
  return dates;
}

function git(root: string, args: readonly string[]): string {
  return execFileSync('git', ['-c', 'core.quotePath=false', ...args], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}
