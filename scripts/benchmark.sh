#!/bin/sh
# What clusters of this machine can do: one node, several, more and more of them, or another mix. Says PASS or FAIL.
set -eu
here=$(dirname "$0")
mode='' nodes=5 least=3 most=8 step=1 seconds=60 ops=100000 reads=70 writes=''
usage() {
  cat <<'TEXT'
Usage: benchmark.sh --mode single-node [--target-ops RATE] [--duration SECONDS]
       benchmark.sh --mode distributed [--nodes COUNT] [--target-ops RATE] [--duration SECONDS]
       benchmark.sh --mode scaling [--min-nodes COUNT] [--max-nodes COUNT] [--step COUNT] [--target-ops RATE] [--duration SECONDS]
       benchmark.sh --mode mixed --read-pct PERCENT --write-pct PERCENT [--nodes COUNT] [--target-ops RATE] [--duration SECONDS]

Each number of nodes gets a cluster of its own, which is taken down afterwards. Passes if 99 of 100 operations of the
rate were acknowledged and the 99th percentile stayed below 50 ms on one node, below 100 ms on several. Scaling asks
for RATE per node of the smallest cluster and shows what each size reaches; it judges nothing, because nodes of one
machine share its processors.

Example:
  benchmark.sh --mode single-node --duration 10 --target-ops 2000
  benchmark.sh --mode scaling --min-nodes 3 --max-nodes 5 --step 2 --duration 10 --target-ops 1000
TEXT
}
wrong() {
  echo "benchmark.sh: $1" >&2
  echo 'hint: benchmark.sh --help' >&2
  exit 2
}
while [ $# -gt 0 ]; do
  case $1 in -h | --help) usage; exit 0 ;; esac
  [ $# -ge 2 ] || wrong "Unexpected end behind \`$1\`, expected a value"
  case $1 in
    --mode) mode=$2 ;;
    --nodes) nodes=$2 ;;
    --min-nodes) least=$2 ;;
    --max-nodes) most=$2 ;;
    --step) step=$2 ;;
    --duration) seconds=$2 ;;
    --target-ops) ops=$2 ;;
    --read-pct) reads=$2 ;;
    --write-pct) writes=$2 ;;
    *) wrong "Unexpected \`$1\`, expected an option" ;;
  esac
  case $1:$2 in --mode:*) ;; *:*[!0-9]* | *: | *:0) wrong "Unexpected $1 \`$2\`, expected a whole number above 0" ;; esac
  shift 2
done
[ -z "$writes" ] || [ $((reads + writes)) -eq 100 ] || wrong "Unexpected $reads % reads and $writes % writes, expected 100 % together"

unset CLUSTER_NODES
name=benchmark-$$
export ENGRAM_CLUSTER=$name
end() { "$here/../ops/bin/engram-ops" cluster down --cluster "$name" >/dev/null 2>&1 || true; }
trap end EXIT
trap 'exit 130' INT TERM
# COUNT RATE [more options of load run]; the cluster is up for that alone.
on() {
  count=$1 rate=$2
  shift 2
  echo "$count nodes, $rate operations a second for $seconds s"
  "$here/deploy_test_cluster.sh" --name "$name" --nodes "$count" >/dev/null || return
  code=0
  "$here/../ops/bin/engram-ops" load run --rate "$rate" --for "${seconds}s" --reads "$((reads / 100)).$(printf %02d $((reads % 100)))" "$@" || code=$?
  end
  return "$code"
}
code=0
case $mode in
  single-node) on 1 "$ops" --min-achieved 0.99 --max-p99 50ms || code=$? ;;
  distributed) on "$nodes" "$ops" --min-achieved 0.99 --max-p99 100ms || code=$? ;;
  mixed)
    [ -n "$writes" ] || wrong 'Unexpected mode `mixed` without --read-pct and --write-pct'
    on "$nodes" "$ops" --min-achieved 0.99 --max-p99 100ms || code=$?
    ;;
  scaling)
    count=$least
    while [ "$count" -le "$most" ] && [ "$code" = 0 ]; do
      size=$count
      on "$size" $((ops * size / least)) || code=$?
      count=$((size + step))
    done
    ;;
  *) wrong "Unexpected mode \`$mode\`, expected single-node, distributed, scaling or mixed" ;;
esac
case $code:$mode in
  0:scaling) ;;
  0:*) echo PASS ;;
  1:*) echo FAIL ;;
esac
exit "$code"
