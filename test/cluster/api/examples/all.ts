/** All examples. Those of a calm cluster are asked of one, in this order; the others need more to have happened. */
import { backupExamples } from './backup.ts';
import { beliefExamples, conflictExamples, divergenceExamples } from './beliefs.ts';
import { clusterExamples } from './cluster.ts';
import type { Example } from './example.ts';
import { memoryExamples } from './memories.ts';
import { nodeExamples, stopExamples } from './nodes.ts';
import { placementExamples } from './placement.ts';
import { decommissionExamples, repairExamples } from './repair.ts';

export const calmExamples: readonly Example[] = [
  ...clusterExamples,
  ...memoryExamples,
  ...backupExamples,
  ...nodeExamples,
  ...placementExamples,
  ...stopExamples,
];

export const examples: readonly Example[] = [
  ...calmExamples,
  ...beliefExamples,
  ...divergenceExamples,
  ...conflictExamples,
  ...repairExamples,
  ...decommissionExamples,
];
