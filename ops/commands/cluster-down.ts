// `cluster down`: ends a cluster, whatever state it is in, and removes everything it left.
import { askToEnd } from '../control.ts';
import { Failure } from '../failure.ts';
import { isInside } from '../isolation/place.ts';
import { print, printJson } from '../output.ts';
import { homeFolder } from '../state/home.ts';
import { allClusters, type Chosen, chooseCluster } from '../state/select.ts';
import { sweep } from '../state/sweep.ts';
import { hasEnded, takeAway } from '../supervisor/launch.ts';

export type DownOptions = {
  readonly cluster?: string;
  readonly all?: boolean;
  readonly json?: boolean;
};

/** Milliseconds until a supervisor that was asked is killed. */
const askDeadline = 8_000;

export async function clusterDown(options: DownOptions): Promise<void> {
  const swept = sweep(homeFolder());
  const gone = options.cluster !== undefined && swept.includes(options.cluster);
  const chosen = options.all ? allClusters() : gone ? [] : [chooseCluster(options.cluster)];
  for (const { record } of chosen) {
    if (record.place.network === undefined || !isInside(record)) continue;
    throw new Failure(
      'usage',
      `\`${record.name}\` is where this command runs, and would die with it`,
      {
        hint: 'leave its place first, then run the command again',
      },
    );
  }
  await Promise.all(chosen.map(endCluster));
  const ended = chosen.map(({ record }) => record.name);
  if (options.json) printJson({ ended, swept });
  else {
    for (const name of swept) print(`Removed what ${name} left: its supervisor had died`);
    if (ended.length > 0) print(`Ended ${ended.join(', ')}`);
    else if (swept.length === 0) print('No cluster is running');
  }
}

async function endCluster(chosen: Chosen): Promise<void> {
  const { keeper, createdAt } = chosen.record;
  if (await askToEnd(chosen)) await hasEnded(keeper, askDeadline);
  await takeAway(chosen.folder, { child: undefined, keeper, createdAt });
}
