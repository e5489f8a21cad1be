// Which cluster a command means.
import { join } from 'node:path';
import { Failure } from '../failure.ts';
import { homeFolder, listHome } from './home.ts';
import { type ClusterRecord, readRecord } from './record.ts';
import { sweep } from './sweep.ts';

export type Chosen = { readonly record: ClusterRecord; readonly folder: string };

/** All clusters that somebody keeps, after the dead ones were taken away. */
export function allClusters(): readonly Chosen[] {
  const home = homeFolder();
  sweep(home);
  return listHome(home).flatMap((name) => {
    const folder = join(home, name);
    const record = name.startsWith('.') ? undefined : readRecord(folder);
    return record === undefined ? [] : [{ record, folder }];
  });
}

/** The named cluster, or the only running one. */
export function chooseCluster(name: string | undefined): Chosen {
  const running = allClusters().filter(({ record }) => record.phase === 'running');
  const names = running.map(({ record }) => `\`${record.name}\``).join(', ');
  if (name !== undefined) {
    const chosen = running.find(({ record }) => record.name === name);
    if (chosen !== undefined) return chosen;
    throw new Failure(
      'usage',
      `Unexpected cluster \`${name}\`, expected ${names || 'one that runs, and none does'}`,
      {
        hint:
          running.length === 0
            ? 'start one with `engram-ops cluster up`'
            : 'see `engram-ops cluster list`',
      },
    );
  }
  const [only, second] = running;
  if (only !== undefined && second === undefined) return only;
  if (only === undefined) {
    throw new Failure('usage', 'No cluster is running', {
      hint: 'start one with `engram-ops cluster up`',
    });
  }
  throw new Failure('usage', `Several clusters are running: ${names}`, {
    hint: 'say which one with --cluster NAME or ENGRAM_CLUSTER',
  });
}
