// Takes a cluster name for oneself. Renaming a prepared, non-empty folder onto a taken name fails, so two commands
// can never both get it, and a folder without a record is never seen.
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../failure.ts';
import { markKept } from './move-away.ts';
import { type ClusterRecord, writeRecord } from './record.ts';

const namePattern = /^[a-z][a-z0-9-]{0,29}$/;
const baseName = 'engram';
const mostClusters = 200;

/** The claimed folder and the record in it. Without a wish the first free name of `engram`, `engram-2`, … is taken. */
export function claimCluster(
  home: string,
  wish: string | undefined,
  record: (name: string) => ClusterRecord,
): { readonly folder: string; readonly record: ClusterRecord } {
  if (wish !== undefined && !namePattern.test(wish)) {
    throw new Failure(
      'usage',
      `Unexpected name \`${wish}\`, expected lower-case letters, digits and hyphens`,
      {
        hint: 'begin with a letter, and use at most 30 characters',
      },
    );
  }
  for (const name of wish === undefined ? freeNames() : [wish]) {
    const claimed = record(name);
    if (tryClaim(home, claimed)) return { folder: join(home, name), record: claimed };
  }
  throw new Failure(
    'usage',
    `Unexpected name \`${wish ?? baseName}\`: a cluster of that name exists`,
    {
      hint: `take it down with \`engram-ops cluster down --cluster ${wish ?? baseName}\` or choose another --name`,
    },
  );
}

function tryClaim(home: string, record: ClusterRecord): boolean {
  const draft = join(home, `.claim-${process.pid}-${record.name}`);
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  writeRecord(draft, record);
  markKept(draft);
  try {
    renameSync(draft, join(home, record.name));
    return true;
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOTEMPTY' || code === 'EEXIST') return false;
    throw error;
  }
}

function* freeNames(): Generator<string> {
  yield baseName;
  for (let n = 2; n <= mostClusters; n += 1) yield `${baseName}-${n}`;
}
