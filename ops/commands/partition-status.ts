// `partition status`: what every node says about the network, at a glance. Exit code 0 if nobody misses anybody, else 1.
import { describeReason } from '../failure.ts';
import { ask } from '../node-api.ts';
import { green, print, printJson, red, table } from '../output.ts';
import { type NodeView, type Overview, overview } from '../partition/overview.ts';
import { type Addressed, withTargets } from '../targets.ts';

export async function partitionStatus(options: Addressed): Promise<number> {
  return await withTargets(options, async (targets) => {
    const views = await Promise.all(
      targets.map(async ({ node, url }): Promise<NodeView> => {
        const status = await ask(url, '/api/v1/cluster/partition/status').catch(describeReason);
        return { node, status };
      }),
    );
    const found = overview(views);
    if (options.json) {
      const nodes = views.map(({ node, status }) =>
        typeof status === 'string' ? { id: node, error: status } : { id: node, ...status },
      );
      printJson({ ...found, nodes });
    } else print([tableOf(views), sentenceOf(found)].join('\n'));
    return found.verdict === 'connected' ? 0 : 1;
  });
}

function tableOf(views: readonly NodeView[]): string {
  const rows = views.map(({ node, status }) => {
    if (typeof status === 'string') return [node, 'no answer'];
    const {
      mode,
      forced,
      forced_until: until,
      is_majority,
      state,
      reachable,
      total,
      unreachable,
    } = status;
    return [
      node,
      forced ? `${mode} (forced${until === null ? '' : ` until ${until}`})` : mode,
      is_majority ? 'yes' : 'no',
      state,
      `${reachable} of ${total}`,
      unreachable.join(', ') || undefined,
    ];
  });
  return table(['NODE', 'MODE', 'MAJORITY', 'STATE', 'REACHES', 'UNREACHABLE'], rows);
}

function sentenceOf({ verdict, sides, silent }: Overview): string {
  const groups = sides.map(({ nodes, writable }) => {
    return `${nodes.join(', ')} (${writable ? 'takes writes' : 'read-only'})`;
  });
  switch (verdict) {
    case 'connected':
      return green('Connected');
    case 'node_missing': {
      const who = silent.length === 0 ? '' : `: ${silent.join(', ')} did not answer`;
      return red(`Nodes are missing${who}`);
    }
    case 'split':
      return red(`Split: ${groups.join(' / ')}`);
    case 'split_brain':
      return red(`Split brain, more than one side takes writes: ${groups.join(' / ')}`);
  }
}
