/** Which versions run, and finalizing an upgrade. */
import type { NodeParts } from '../../node/parts.ts';
import { endpoints } from '../contract.ts';
import { type Route, route } from '../route.ts';

export function upgradeRoutes(parts: NodeParts): readonly Route[] {
  return [
    route(endpoints.getUpgradeStatus, () => status(parts)),
    route(endpoints.finalizeUpgrade, async ({ deadline }) => {
      const version = await parts.upgrade.finalize(deadline);
      parts.logger.info('upgrade-finalized', { operation: 'finalize-upgrade', version });
      return { body: { status: 'finalized' as const, version } };
    }),
  ];
}

function status({ upgrade }: NodeParts) {
  const { clusterVersion, targetVersion, nodes, obstacles } = upgrade.state();
  const isSettled = obstacles.length === 0;
  const state = !isSettled ? 'mixed' : clusterVersion === targetVersion ? 'finalized' : 'ready';
  return {
    body: {
      cluster_version: clusterVersion,
      target_version: targetVersion,
      state: state as 'finalized' | 'ready' | 'mixed',
      nodes: [...nodes],
      obstacles: [...obstacles],
    },
  };
}
