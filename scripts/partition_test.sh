#!/bin/sh
# A split of the network, on a cluster of its own and under load: is a write lost, does it heal? Says PASS or FAIL.
set -eu
here=$(dirname "$0")
scenario='' size=2 seconds=60 source=node-1 target=node-2 every=30 rate=50 nodes=5
usage() {
  cat <<'TEXT'
Usage: partition_test.sh --scenario clean-split [--partition-size COUNT] [--duration SECONDS]
       partition_test.sh --scenario asymmetric [--source NODE] [--target NODE] [--duration SECONDS]
       partition_test.sh --scenario cascading [--failure-rate '1 node per 30s'] [--duration SECONDS]
       partition_test.sh --scenario split-under-load [--ops-per-sec RATE] [--duration SECONDS]
       partition_test.sh --scenario conflicting-writes [--partition-duration SECONDS]

Brings five nodes up, writes 50 times a second (--ops-per-sec) while the fault lasts, 60 seconds by default, mends it,
and looks for every write on every copy. Where a side is cut off, the primary is on it. Passes if no acknowledged write
is lost or contradicted and the cluster is healthy and equal again within 60 seconds. How many writes were acknowledged
and how long they waited at most are figures: the machine decides them too.

Example:
  partition_test.sh --scenario clean-split --partition-size 2 --duration 300
TEXT
}
wrong() {
  echo "partition_test.sh: $1" >&2
  echo 'hint: partition_test.sh --help' >&2
  exit 2
}
while [ $# -gt 0 ]; do
  case $1 in -h | --help) usage; exit 0 ;; esac
  [ $# -ge 2 ] || wrong "Unexpected end behind \`$1\`, expected a value"
  value=$2
  case $1 in
    --scenario) scenario=$value ;;
    --source) source=$value ;;
    --target) target=$value ;;
    --failure-rate)
      value=${value#1 node per } value=${value%s}
      every=$value
      ;;
    --partition-size) size=$value ;;
    --duration | --partition-duration) seconds=$value ;;
    --ops-per-sec) rate=$value ;;
    *) wrong "Unexpected \`$1\`, expected an option" ;;
  esac
  case $1 in
    --scenario | --source | --target) ;;
    *) case $value in *[!0-9]* | '' | 0) wrong "Unexpected $1 \`$2\`" ;; esac ;;
  esac
  shift 2
done
case $scenario in
  clean-split | asymmetric | cascading | split-under-load | conflicting-writes) ;;
  *) wrong "Unexpected scenario \`$scenario\`, expected clean-split, asymmetric, cascading, split-under-load or conflicting-writes" ;;
esac
[ "$size" -le $(((nodes - 1) / 2)) ] || wrong "Unexpected --partition-size \`$size\`, expected less than half of $nodes"

unset CLUSTER_NODES
name=partition-test-$$
export ENGRAM_CLUSTER=$name
work=$(mktemp -d)
ops() { "$here/../ops/bin/engram-ops" "$@"; }
end() {
  ops cluster down --cluster "$name" >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap end EXIT
trap 'exit 130' INT TERM

# A number in the JSON of a command: FIELD of what stdin says; 0 where a command that failed said nothing.
number() {
  value=$(sed -n "s/.*\"$1\": *\([0-9][0-9.]*\).*/\1/p" | tail -n 1)
  echo "${value:-0}"
}
write() { ops load write --space drill --rate "$rate" --history "$work/history.jsonl" --json "$@" >>"$work/load"; }
within_a_minute() { timeout 60 sh -c 'until "$@" >/dev/null 2>&1; do sleep 0.2; done' sh "$@"; }

"$here/deploy_test_cluster.sh" --name "$name" --nodes "$nodes" >/dev/null
created=$(ops spaces create drill --json | tr -d ' \n')
within_a_minute "$here/../ops/bin/engram-ops" replication status
# The primary first, then the nodes without a copy: whoever is cut off takes one copy of three along.
primary=$(echo "$created" | sed -n 's/.*"primary_node":"\([^"]*\)".*/\1/p')
holders=$(echo "$created" | sed -n 's/.*"replicas":\[\([^]]*\)\].*/\1/p')
minority=$primary others=''
count=1
for node in node-1 node-2 node-3 node-4 node-5; do
  [ "$node" != "$primary" ] || continue
  case $holders in *"\"$node\""*) is_holder=yes ;; *) is_holder=no ;; esac
  if [ $is_holder = no ] && [ "$count" -lt "$size" ]; then
    minority=$minority,$node count=$((count + 1))
  else
    others=$others${others:+,}$node
  fi
done
alone=$others,${minority#"$primary"}
alone=$(echo "$alone" | sed 's/,,*/,/g; s/,$//')

case $scenario in
  clean-split | split-under-load)
    echo "$minority cut off for $seconds s"
    ops fault inject partition --sides "$minority/$others" >/dev/null
    write --for "${seconds}s"
    ;;
  asymmetric)
    echo "what $source sends does not reach $target for $seconds s"
    ops fault inject drop --from "$source" --to "$target" >/dev/null
    write --for "${seconds}s"
    ;;
  cascading)
    echo "$minority end one after the other, one in $every s; $seconds s in all"
    left=$seconds
    for node in $(echo "$minority" | tr , ' '); do
      ops fault inject kill --node "$node" >/dev/null
      [ "$left" -gt "$every" ] || continue
      write --for "${every}s"
      left=$((left - every))
    done
    write --for "${left}s"
    ;;
  conflicting-writes)
    echo "$primary cut off for $seconds s, and written to like the others"
    ops fault inject partition --sides "$primary/$alone" >/dev/null
    ops load write --space drill --rate "$rate" --for "${seconds}s" --node "$primary" \
      --history "$work/stale.jsonl" --json >/dev/null &
    write --for "${seconds}s"
    wait $!
    ;;
esac
ops fault clear --all >/dev/null
mended=$(date +%s)
code=0
within_a_minute "$here/../ops/bin/engram-ops" health && ops convergence wait --within 60s >/dev/null || code=1
healed=$(($(date +%s) - mended))
lost=0
for history in "$work"/*.jsonl; do
  verdict=$(ops history verify "$history" --every-copy --json) || code=1
  lost=$((lost + $(echo "$verdict" | number lost) + $(echo "$verdict" | number contradicted)))
done
[ "$lost" = 0 ] && [ "$healed" -le 60 ] || code=1
awk -v RS=, -F: -v lost="$lost" -v healed="$healed" '
  /"attempted"/ { all += $2 } /"ok"/ { ok += $2 } /"longest_gap_ms"/ { if ($2 + 0 > gap) gap = $2 + 0 }
  END { printf "%d of %d writes acknowledged, %d lost or contradicted, none for %d ms at most; healthy and equal %d s after\n", ok, all, lost, gap, healed }
' "$work/load"
[ $code = 0 ] && echo PASS || echo FAIL
exit $code
