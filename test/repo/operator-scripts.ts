/** What the scripts that the specification names do: each line is run on one cluster of three, in this order. */

export type Case = {
  readonly says: string;
  /** Behind `scripts/`; a shell reads it. */
  readonly words: string;
  /** What the shell does before that. */
  readonly first?: string;
  readonly code: number;
  /** Last line of stdout; the empty one means that there is none. */
  readonly last: string | RegExp;
  readonly error?: string;
};

const figures = '--nodes 3 --cpu 60 --memory 55 --disk 40';

export const cases: readonly Case[] = [
  {
    says: 'releases that work together are compatible',
    words:
      'check_version_compatibility.sh --from 0.1.0 --to 0.2.0 > "$FILES/out" && head -n 1 "$FILES/out"',
    code: 0,
    last: 'COMPATIBLE',
  },
  {
    says: 'releases of which one is unknown are not',
    words: 'check_version_compatibility.sh --from 0.1.0 --to 7.0.0 | head -n 1',
    code: 0,
    last: 'INCOMPATIBLE',
  },
  {
    says: 'an upgrade to an unknown release touches nothing',
    words: 'rolling_upgrade.sh 7.0.0',
    code: 2,
    last: '',
    error: 'Unexpected --to `7.0.0`',
  },
  {
    says: 'a host that nobody knows is not added',
    words: 'add_node.sh node-9',
    code: 1,
    last: '',
    error: 'node-9 cannot be added now',
  },
  {
    says: 'an unknown release ends with 1',
    words: 'check_version_compatibility.sh --from 0.1.0 --to 7.0.0',
    code: 1,
    last: /./,
  },
  {
    says: 'a recovery that has nothing to compare with is neither PASS nor FAIL',
    words: 'validate_partition_recovery.sh --after 1',
    code: 2,
    last: '',
    error: 'expected Unix seconds',
  },
  {
    says: 'a healthy cluster passes all checks',
    words: 'cluster_health_check.sh',
    code: 0,
    last: 'All checks passed',
  },
  {
    says: 'nodes of CLUSTER_NODES that nobody runs do not pass',
    first: 'export CLUSTER_NODES=127.0.0.1:1;',
    words: 'cluster_health_check.sh',
    code: 1,
    last: /^\d+ of \d+ checks failed/,
  },
  {
    says: 'a cluster is a baseline, and can be recorded',
    words: 'engram_diagnostics.sh --validate-baseline --record "$FILES/before.json"',
    code: 0,
    last: 'All checks passed',
  },
  {
    says: 'all copies hold what the baseline held',
    words: 'validate_cluster_consistency.sh --baseline "$FILES/before.json"',
    code: 0,
    last: 'PASS',
  },
  {
    says: 'equal copies can be recorded by the same script',
    words: 'validate_cluster_consistency.sh --record "$FILES/equal.json"',
    code: 0,
    last: 'PASS',
  },
  {
    says: 'a record is never written over',
    words: 'validate_cluster_consistency.sh --record "$FILES/before.json"',
    code: 3,
    last: 'Zero divergence across nodes',
    error: 'Cannot write',
  },
  {
    says: 'a space of the baseline that is gone is no consistency, although all copies are equal',
    first: 'sed s/notes/orders/g "$FILES/before.json" > "$FILES/other.json";',
    words: 'validate_cluster_consistency.sh --baseline "$FILES/other.json"',
    code: 1,
    last: 'FAIL',
  },
  {
    says: 'one space on three nodes is balanced',
    words: 'validate_cluster_balance.sh --threshold 0.20',
    code: 0,
    last: 'PASS',
  },
  {
    says: 'a threshold in percent is neither PASS nor FAIL',
    words: 'validate_cluster_balance.sh --threshold 20%',
    code: 2,
    last: '',
    error: 'expected a ratio such as 0.20',
  },
  {
    says: 'a node that holds a copy is still needed',
    words: 'validate_replica_promotion.sh --node node-3',
    code: 1,
    last: 'FAIL',
  },
  {
    says: 'twice the load of the documented example fits on six nodes',
    words: `capacity_planner.sh ${figures} --growth 2 --target-nodes 6`,
    code: 0,
    last: 'ENOUGH: 6 nodes; 6 nodes needed for 2 times the load, decided by processor',
  },
  {
    says: 'and not on five',
    words: `capacity_planner.sh ${figures} --growth 2 --target-nodes 5`,
    code: 1,
    last: 'NOT ENOUGH: 5 nodes; 6 nodes needed for 2 times the load, decided by processor',
  },
  {
    says: 'two nodes are not enough for three copies, however busy the cluster is now',
    words: 'capacity_planner.sh --current-load --target-nodes 2',
    code: 1,
    last: /^NOT ENOUGH: 2 nodes; \d+ nodes needed for 1 times the load/,
  },
  {
    says: 'a number of nodes that was computed of an unset variable is refused',
    words: 'capacity_planner.sh --current-load --target-nodes "$((UNSET - 1))"',
    code: 2,
    last: '',
    error: 'expected a whole number from 1',
  },
  {
    says: 'a latency test without a rate is refused before anything is asked',
    words: 'latency_test.sh --duration 600',
    code: 2,
    last: '',
    error: 'Usage: latency_test.sh',
  },
  {
    says: 'a latency test of a cluster that nobody runs says neither PASS nor FAIL',
    first: 'export ENGRAM_CLUSTER=nobodys;',
    words: 'latency_test.sh --target-ops 50 --duration 1',
    code: 2,
    last: '',
    error: 'nobodys',
  },
  {
    says: 'a load test at a rate that is no number is refused before a cluster is brought up',
    words: 'load_test_distributed.sh fast',
    code: 2,
    last: '',
    error: 'Unexpected `fast`',
  },
  {
    says: 'a split that would take the majority away is refused before a cluster is brought up',
    words: 'partition_test.sh --scenario clean-split --partition-size 3',
    code: 2,
    last: '',
    error: 'expected less than half of 5',
  },
  {
    says: 'a benchmark in a mode that nobody knows is refused',
    words: 'benchmark.sh --mode sideways',
    code: 2,
    last: '',
    error: 'expected single-node, distributed, scaling or mixed',
  },
  {
    says: 'a mix that is more than everything is refused',
    words: 'benchmark.sh --mode mixed --read-pct 70 --write-pct 40',
    code: 2,
    last: '',
    error: 'expected 100 % together',
  },
  {
    says: 'a benchmark of sizes shows what each reaches and takes its clusters down again',
    words:
      'benchmark.sh --mode scaling --min-nodes 1 --max-nodes 1 --duration 1 --target-ops 50 | grep -c "^50 " && ! ops/bin/engram-ops cluster list | grep benchmark',
    code: 0,
    last: '1',
  },
  {
    says: 'a backup is taken, exported by every node, verified, and may go only when it is old',
    words:
      'engram-backup.sh full --destination "file://$FILES/backups" --keep-last 1 --older-than 1d',
    code: 0,
    last: /^The backup snap_\w+ is whole$/,
  },
  {
    says: 'a cluster that was never restored is not what it was at a target',
    words: 'validate_point_in_time.sh --target-time 1767607200',
    code: 1,
    last: 'FAIL',
  },
  {
    says: 'a target as a date is neither PASS nor FAIL',
    words: 'validate_point_in_time.sh --target-time 2026-01-05',
    code: 2,
    last: '',
    error: 'expected Unix seconds',
  },
  {
    says: 'the copies in its snapshot are equal',
    first: 'ID=$(ls "$FILES/backups");',
    words: 'validate_backup_consistency.sh --snapshot "$ID"',
    code: 0,
    last: 'PASS',
  },
  {
    says: 'a snapshot that nobody knows has no consistency',
    words: 'validate_backup_consistency.sh --snapshot snap_2020_01_01_00_00_00',
    code: 3,
    last: '',
    error: 'snap_2020_01_01_00_00_00',
  },
  {
    says: 'a backup that cannot be written is none, and says on which node',
    words: 'engram-backup.sh full --destination "file://$FILES/before.json/backups"',
    code: 1,
    last: /^snap_\w+ is complete on node-1, node-2, node-3$/,
    error: 'node-1 did not export snap_',
  },
  {
    says: 'a backup of a log wants a folder that is a node',
    words: 'engram-backup.sh incremental --to "file://$FILES/wal" --data-dir "$FILES"',
    code: 1,
    last: '',
    error: 'expected the data folder of a node',
  },
  {
    says: 'a mode that nobody knows is no backup',
    words: 'engram-backup.sh hourly',
    code: 2,
    last: '',
    error: 'expected `full` or `incremental`',
  },
  {
    says: 'half a rule for pruning is refused before anything is done',
    words: 'engram-backup.sh full --destination "file://$FILES/backups" --keep-last 1',
    code: 2,
    last: '',
    error: 'Expected both `--keep-last` and `--older-than`',
  },
];
