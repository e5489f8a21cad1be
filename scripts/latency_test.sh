#!/bin/sh
# Latencies of a running cluster at a fixed rate, against the objectives of the specification. Says PASS or FAIL.
set -eu
ops=0 seconds=0
usage() {
  cat <<'TEXT'
Usage: latency_test.sh --target-ops RATE --duration SECONDS [any option of engram-ops load run]

Passes with p50 below 20 ms, p90 below 50 ms, p99 below 100 ms and p99.9 below 200 ms, each from the moment an
operation was due. 70 of 100 operations read.

Example:
  latency_test.sh --target-ops 2000 --duration 600
TEXT
}
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) usage; exit 0 ;;
    --target-ops | --duration) [ $# -ge 2 ] || break ;;
    *) break ;;
  esac
  case $1 in --target-ops) ops=$2 ;; *) seconds=$2 ;; esac
  shift 2
done
[ "$ops" != 0 ] && [ "$seconds" != 0 ] || { usage >&2; exit 2; }
code=0
"$(dirname "$0")/../ops/bin/engram-ops" load run --rate "$ops" --for "${seconds}s" \
  --max-p50 20ms --max-p90 50ms --max-p99 100ms --max-p999 200ms "$@" || code=$?
case $code in
  0) echo PASS ;;
  1) echo FAIL ;;
esac
exit "$code"
