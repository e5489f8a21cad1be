// `spaces create`: makes spaces; one that exists stays as it is.
import { repeatInside } from '../isolation/run-in-place.ts';
import { command } from '../node-api.ts';
import { print, printJson, table } from '../output.ts';
import { liveNodes } from '../state/live-nodes.ts';
import { chooseCluster } from '../state/select.ts';

export type SpacesOptions = { readonly cluster?: string; readonly json?: boolean };

export async function spacesCreate(
  names: readonly string[],
  options: SpacesOptions,
): Promise<number> {
  const chosen = chooseCluster(options.cluster);
  const repeated = await repeatInside(chosen);
  if (repeated !== undefined) return repeated;
  const [first] = await liveNodes(chosen);
  const spaces = [];
  for (const id of names) spaces.push(await command(first.url, '/api/v1/spaces', { id }));
  if (options.json) printJson({ spaces });
  else {
    const rows = spaces.map((space) => [
      space.id,
      space.primary_node ?? undefined,
      space.replicas.join(', '),
    ]);
    print(table(['SPACE', 'PRIMARY', 'REPLICAS'], rows));
  }
  return 0;
}
