#!/bin/sh
# After a split of the network: is every acknowledged write there? Says PASS or FAIL; exit codes of engram-ops.
set -eu
usage() {
  cat <<'TEXT'
Usage: validate_partition_recovery.sh [--before UNIX_SECONDS] [--after UNIX_SECONDS] [--history FILE] [--baseline FILE]

At least one of --history (of `engram-ops load write`) and --baseline (`engram-ops convergence status --json`) is needed.

Example:
  validate_partition_recovery.sh --before "$PARTITION_START" --after "$(date +%s)" --history writes.jsonl
TEXT
}
case ${1-} in -h | --help) usage; exit 0 ;; esac
code=0
"$(dirname "$0")/../ops/bin/engram-ops" partition check-recovery "$@" || code=$?
case $code in
  0) echo PASS ;;
  1) echo FAIL ;;
esac
exit "$code"
