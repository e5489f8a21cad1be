#!/bin/sh
# A cluster of its own under a steady load, and whether it stays as good as it began. Says PASS or FAIL.
set -eu
here=$(dirname "$0")
case ${1-} in
  -h | --help)
    cat <<'TEXT'
Usage: load_test_distributed.sh [RATE [SECONDS [NODES]]]

By default 100000 operations a second for 3600 seconds on 5 nodes; those of 15 ms share a request to a node. Passes if
99 of 100 operations of the rate are acknowledged, and in each minute the 99th percentiles stay below 100 ms, fewer than
1 in 1000 operations fail, and no replica is more than a second behind. The cluster is taken down at the end.

Example:
  load_test_distributed.sh 2000 60 3
TEXT
    exit 0
    ;;
esac
ops=${1:-100000} seconds=${2:-3600} nodes=${3:-5}
case $ops,$seconds,$nodes in
  *[!0-9,]*)
    echo "load_test_distributed.sh: Unexpected \`$*\`, expected whole numbers" >&2
    exit 2
    ;;
esac
# Others may run: its own name, and nothing that would lead the commands below to another one.
name=load-test-$$
unset CLUSTER_NODES
export ENGRAM_CLUSTER=$name
end() { "$here/../ops/bin/engram-ops" cluster down --cluster "$name" >/dev/null 2>&1 || true; }
trap end EXIT
trap 'exit 130' INT TERM
"$here/deploy_test_cluster.sh" --name "$name" --nodes "$nodes" || exit
code=0
"$here/../ops/bin/engram-ops" load run --rate "$ops" --for "${seconds}s" --linger 15ms --window 60s \
  --min-achieved 0.99 --max-p99-reads 100ms --max-p99-writes 100ms --max-errors 0.001 --max-lag 1s || code=$?
case $code in
  0) echo PASS ;;
  1) echo FAIL ;;
esac
exit "$code"
