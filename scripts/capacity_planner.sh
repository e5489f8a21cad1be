#!/bin/sh
# How many nodes does a load need, and are --target-nodes enough? Exit codes of engram-ops: 1 if they are not.
set -eu
case ${1-} in
  -h | --help)
    cat <<'TEXT'
Usage: capacity_planner.sh --current-load [--target-nodes COUNT] [--growth FACTOR]
       capacity_planner.sh --nodes COUNT --cpu PERCENT --memory PERCENT --disk PERCENT [--io-wait PERCENT] [--target-nodes COUNT] [--growth FACTOR]

--current-load asks the nodes in CLUSTER_NODES, or those of the test cluster that runs.

Example:
  capacity_planner.sh --current-load --target-nodes "$((${NODES:?} - 1))"
TEXT
    exit 0
    ;;
esac
exec "$(dirname "$0")/../ops/bin/engram-ops" capacity plan "$@"
