// `divergence list`: each copy that differs from the most advanced one of its space.
import { ask } from '../node-api.ts';
import { print, printJson, table } from '../output.ts';
import { type OnClusterOptions, onCluster } from './on-cluster.ts';

export async function divergenceList(options: OnClusterOptions): Promise<number> {
  return await onCluster(options, async (url) => {
    const found = await ask(url, '/api/v1/cluster/divergence');
    if (options.json) printJson({ divergence: found });
    else if (found.length === 0) print('No copy differs');
    else {
      const rows = found.map((row) => [
        row.space_id,
        row.subject,
        row.node_b,
        row.divergence_type,
        row.node_a,
      ]);
      print(table(['SPACE', 'WHAT', 'NODE', 'IS', 'COMPARED WITH'], rows));
    }
    return 0;
  });
}
