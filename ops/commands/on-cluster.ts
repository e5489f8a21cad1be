// What every command shares that asks one serving node about the whole cluster.
import { repeatInside } from '../isolation/run-in-place.ts';
import { liveNodes } from '../state/live-nodes.ts';
import { type Chosen, chooseCluster } from '../state/select.ts';

export type OnClusterOptions = { readonly cluster?: string; readonly json?: boolean };

/** Runs `action` where the cluster can be reached, with the URL of a node that serves; gives its exit code. */
export async function onCluster(
  options: OnClusterOptions,
  action: (url: string, chosen: Chosen) => Promise<number>,
): Promise<number> {
  const chosen = chooseCluster(options.cluster);
  const repeated = await repeatInside(chosen);
  if (repeated !== undefined) return repeated;
  const [first] = await liveNodes(chosen);
  return await action(first.url, chosen);
}
