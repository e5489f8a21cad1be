// `npm run bench [NAME…]`: figures for the documentation. Each benchmark prints its own table.
// Compared things run in turn within one call, so trust ratios and minima, not single times.
import { benchClusterIdle } from './bench/cluster-idle.ts';
import { benchClusterLoad } from './bench/cluster-load.ts';
import { benchClusterRecovery } from './bench/cluster-recovery.ts';
import { benchClusterStart } from './bench/cluster-start.ts';
import { benchFailover } from './bench/failover.ts';
import { benchRunnerScale } from './bench/runner-scale.ts';
import { benchRunnerStart } from './bench/runner-start.ts';
import { benchRunnerSteps } from './bench/runner-steps.ts';

const benchmarks: Readonly<Record<string, () => Promise<void>>> = {
  'runner-start': benchRunnerStart,
  'runner-steps': benchRunnerSteps,
  'runner-scale': benchRunnerScale,
  'cluster-start': benchClusterStart,
  'cluster-idle': benchClusterIdle,
  'cluster-load': benchClusterLoad,
  'cluster-recovery': benchClusterRecovery,
  failover: benchFailover,
};

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(benchmarks);
for (const name of names) {
  const run = benchmarks[name];
  if (run === undefined) {
    console.error(`Unknown benchmark \`${name}\`, expected ${Object.keys(benchmarks).join(', ')}`);
    process.exit(2);
  }
  console.log(`\n${name}`);
  await run();
}
