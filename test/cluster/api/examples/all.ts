/** All examples, in the order in which they are asked of one cluster. */
import { backupExamples } from './backup.ts';
import { clusterExamples } from './cluster.ts';
import type { Example } from './example.ts';
import { memoryExamples } from './memories.ts';
import { nodeExamples, stopExamples } from './nodes.ts';
import { placementExamples } from './placement.ts';

export const examples: readonly Example[] = [
  ...clusterExamples,
  ...memoryExamples,
  ...backupExamples,
  ...nodeExamples,
  ...placementExamples,
  ...stopExamples,
];
