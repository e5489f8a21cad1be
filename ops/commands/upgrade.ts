// `upgrade …`: which versions the nodes run, and making the newest one the cluster's.
import { parseDuration } from '../duration.ts';
import { Failure } from '../failure.ts';
import { repeatInside } from '../isolation/run-in-place.ts';
import { ask, command } from '../node-api.ts';
import { dim, print, printJson, table } from '../output.ts';
import { liveNodes } from '../state/live-nodes.ts';
import { chooseCluster } from '../state/select.ts';
import { waitUntil } from '../wait.ts';

export type UpgradeOptions = { readonly cluster?: string; readonly json?: boolean };
export type WaitOptions = UpgradeOptions & { readonly state: string; readonly timeout: string };

type Status = Awaited<ReturnType<typeof ask<'/api/v1/cluster/upgrade/status'>>>;

const pollEvery = 100;

export async function upgradeStatus(options: UpgradeOptions): Promise<number> {
  return await inPlace(options, async (url) => {
    const status = await ask(url, '/api/v1/cluster/upgrade/status');
    if (options.json) printJson(status);
    else print(asText(status));
  });
}

export async function upgradeFinalize(options: UpgradeOptions): Promise<number> {
  return await inPlace(options, async (url) => {
    const finalized = await command(url, '/api/v1/cluster/finalize-upgrade', {});
    if (options.json) printJson(finalized);
    else print(`Finalized at ${finalized.version}: older programs cannot come back`);
  });
}

export async function upgradeWait(options: WaitOptions): Promise<number> {
  const deadline = parseDuration(options.timeout, '--timeout');
  return await inPlace(options, async (url) => {
    let last: Status | undefined;
    const reached = await waitUntil(
      async () => {
        last = await ask(url, '/api/v1/cluster/upgrade/status');
        // Finalized is more than ready.
        return last.state === options.state || last.state === 'finalized';
      },
      { deadline, every: pollEvery },
    );
    if (!reached) {
      throw new Failure(
        'check-failed',
        `The upgrade is not ${options.state} after ${options.timeout}`,
        {
          details: last?.obstacles ?? [],
        },
      );
    }
    if (last === undefined) return;
    if (options.json) printJson(last);
    else print(asText(last));
  });
}

function asText({ state, cluster_version, target_version, nodes, obstacles }: Status): string {
  const rows = nodes.map((node) => [node.id, node.version ?? undefined, node.state ?? undefined]);
  const where = `cluster ${cluster_version ?? 'not initialized'} · newest node ${target_version}`;
  return [
    `Upgrade: ${state}  ${dim(where)}`,
    table(['NODE', 'VERSION', 'STATE'], rows),
    ...obstacles.map((obstacle) => `  ${obstacle}`),
  ].join('\n');
}

async function inPlace(
  options: UpgradeOptions,
  work: (url: string) => Promise<void>,
): Promise<number> {
  const chosen = chooseCluster(options.cluster);
  const repeated = await repeatInside(chosen);
  if (repeated !== undefined) return repeated;
  const [first] = await liveNodes(chosen);
  await work(first.url);
  return 0;
}
