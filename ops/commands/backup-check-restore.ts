// `backup check-restore`: after a recovery, is the cluster what it was at the target, and is every node of it? Exit code 1
// if not.
import type { ResponseOf } from '../../cluster/api/contract.ts';
import { type Check, report, verdictOf } from '../check-list.ts';
import { examine, type Nodes } from '../load/examine.ts';
import { readHistory, type WriteOperation, writesOf } from '../load/history.ts';
import { ask, askPath } from '../node-api.ts';
import { checkConvergence, readMoment } from '../partition/recovery.ts';
import { liveNodes } from '../state/live-nodes.ts';
import { type OnClusterOptions, onCluster } from './on-cluster.ts';

export type CheckRestoreOptions = OnClusterOptions & {
  readonly targetTime: string;
  readonly history?: readonly string[];
};

type Health = ResponseOf<'getClusterHealthUpstream'>;

export async function backupCheckRestore(options: CheckRestoreOptions): Promise<number> {
  const target = readMoment(options.targetTime, '--target-time') ?? 0;
  const history =
    options.history === undefined ? undefined : writesOf(options.history.flatMap(readHistory));
  return await onCluster(options, async (url, chosen) => {
    const nodes = await liveNodes(chosen);
    const converged = checkConvergence(await ask(url, '/api/v1/cluster/convergence'));
    const { name, ok, detail } = converged;
    const checks: Check[] = [
      await checkEpochs(nodes),
      { name: `All ${name}`, state: ok ? 'ok' : 'fail', detail },
      ...(history === undefined
        ? [unchecked]
        : await checkWrites(history, { targetMs: target * 1_000, nodes })),
    ];
    return report(checks, options, 'The cluster is what it was at the target');
  });
}

const unchecked: Check = {
  name: 'Writes are those of the target',
  state: 'warn',
  detail: 'not compared: give the --history of a writer',
};

/** Restored together, and none of them kept out. */
async function checkEpochs(nodes: Nodes): Promise<Check> {
  const faults: string[] = [];
  const epochs = new Set<string>();
  for (const { id, url } of nodes) {
    try {
      const { epoch } = await askPath<Health>(url, '/cluster/health');
      epochs.add(`${epoch.number}-${epoch.recovery ?? 'none'}`);
      if (epoch.recovery === null) faults.push(`${id} was never restored`);
      if (epoch.refused !== null) faults.push(`${id} is kept out: ${epoch.refused}`);
    } catch (thrown) {
      faults.push(`${id} did not say: ${(thrown as Error).message}`);
    }
  }
  if (epochs.size > 1) faults.push(`different epochs: ${[...epochs].sort().join(', ')}`);
  return verdictOf('All nodes were restored together', faults, `epoch ${[...epochs].join(', ')}`);
}

type About = { readonly targetMs: number; readonly nodes: Nodes };

async function checkWrites(
  history: readonly WriteOperation[],
  { targetMs, nodes }: About,
): Promise<readonly Check[]> {
  const acknowledged = history.filter(({ outcome, end }) => outcome === 'ok' && end <= targetMs);
  // Whatever became of it: it began after the target, so it must not be there.
  const later = history.filter(({ start }) => start > targetMs);
  const by = { nodes, everyCopy: true };
  const before = await examine({ acknowledged, refused: [] }, by);
  const after = await examine({ acknowledged: [], refused: later }, by);
  const present = `${before.present} of ${before.acknowledged} are there`;
  const empty = acknowledged.length === 0 ? ['the history has no write before the target'] : [];
  const lost = before.lost === 0 ? [] : [`${present}; ${before.lost_reads[0]}`];
  const unread = [...before.unread_reasons, ...after.unread_reasons].slice(0, 1);
  const still =
    after.contradicted === 0 ? [] : [`${after.contradicted} of ${later.length} are there`];
  return [
    verdictOf('Writes before the target are there', [...empty, ...lost, ...unread], present),
    verdictOf('Writes after it are gone', still, `none of ${later.length} is there`),
  ];
}
