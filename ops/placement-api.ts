// Questions and orders about where copies and offices are, to whichever node of a test cluster serves.
import type { EndpointName, ResponseOf } from '../cluster/api/contract.ts';
import { Failure } from './failure.ts';
import { repeatInside } from './isolation/run-in-place.ts';
import { askPath, orderPath } from './node-api.ts';
import { liveNodes } from './state/live-nodes.ts';
import { type Chosen, chooseCluster } from './state/select.ts';
import { waitUntil } from './wait.ts';

export type CommonOptions = { readonly cluster?: string; readonly json?: boolean };

const clusterPath = '/api/v1/cluster';
/** How often a wait looks again, milliseconds. */
const lookEvery = 200;

export type Door = {
  readonly chosen: Chosen;
  get<Name extends EndpointName>(path: string): Promise<ResponseOf<Name>>;
  order<Name extends EndpointName>(
    method: 'POST' | 'DELETE',
    path: string,
    body?: unknown,
  ): Promise<ResponseOf<Name>>;
};

/**
 * Runs `work` in the cluster's place, with a door to a node that serves: not `avoid` if there is another one, because
 * that one is about to go. Gives the exit code.
 */
export async function atDoor(
  options: CommonOptions,
  work: (door: Door) => Promise<number>,
  avoid?: string,
): Promise<number> {
  const chosen = chooseCluster(options.cluster);
  const repeated = await repeatInside(chosen);
  if (repeated !== undefined) return repeated;
  const pick = async (): Promise<string> => {
    const nodes = await liveNodes(chosen);
    return (nodes.find(({ id }) => id !== avoid) ?? nodes[0]).url;
  };
  return await work({
    chosen,
    get: async <Name extends EndpointName>(path: string) =>
      await askPath<ResponseOf<Name>>(await pick(), `${clusterPath}${path}`),
    order: async <Name extends EndpointName>(
      method: 'POST' | 'DELETE',
      path: string,
      body?: unknown,
    ) => await orderPath<ResponseOf<Name>>(await pick(), method, `${clusterPath}${path}`, body),
  });
}

/** Looks until `isThere` says so; a failure that says what did not happen otherwise. A question without answer counts as no. */
export async function waitFor(
  isThere: () => Promise<boolean>,
  within: number,
  describe: () => string,
): Promise<void> {
  const look = async (): Promise<boolean> => {
    try {
      return await isThere();
    } catch (error) {
      if (error instanceof Failure && error.kind === 'could-not') return false;
      throw error;
    }
  };
  if (await waitUntil(look, { deadline: within, every: lookEvery })) return;
  throw new Failure('could-not', describe());
}
