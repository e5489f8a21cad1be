// `health`: the cluster health check. Exit code 0 and a last line `All checks passed`, or 1.
import { report } from '../check-list.ts';
import { askReport } from '../health/ask.ts';
import { checkCluster } from '../health/checks.ts';
import { type Addressed, withTargets } from '../targets.ts';

export async function health(options: Addressed): Promise<number> {
  return await withTargets(options, async (targets) => {
    const reports = await Promise.all(targets.map(({ node, url }) => askReport(node, url)));
    return report(checkCluster(reports), options);
  });
}
