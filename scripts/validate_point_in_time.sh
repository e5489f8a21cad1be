#!/bin/sh
# After a recovery to a point in time: is the cluster what it was then? Says PASS or FAIL; exit codes of engram-ops.
set -eu
case ${1-} in
  -h | --help)
    cat <<'TEXT'
Usage: validate_point_in_time.sh --target-time UNIX_SECONDS [--history FILE]

With --history (of `engram-ops load write`) every write before the target is looked for, and every one after it as well.

Example:
  validate_point_in_time.sh --target-time 1767607200 --history writes.jsonl
TEXT
    exit 0
    ;;
esac
code=0
"$(dirname "$0")/../ops/bin/engram-ops" backup check-restore "$@" || code=$?
case $code in
  0) echo PASS ;;
  1) echo FAIL ;;
esac
exit "$code"
