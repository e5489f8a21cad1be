#!/bin/sh
# Is the whole cluster healthy? The last line is `All checks passed`; exit codes of engram-ops.
set -eu
case ${1-} in
  -h | --help)
    cat <<'TEXT'
Usage: cluster_health_check.sh [--nodes NODES] [--cluster NAME] [--json]

Without --nodes: the nodes in CLUSTER_NODES, or those of the test cluster that runs.

Example:
  CLUSTER_NODES=node-1,node-2,node-3 cluster_health_check.sh
  cluster_health_check.sh --nodes node-1,node-2,node-3
TEXT
    exit 0
    ;;
esac
exec "$(dirname "$0")/../ops/bin/engram-ops" health "$@"
