#!/bin/sh
# Are primaries and copies spread evenly? Says PASS or FAIL; exit codes of engram-ops.
set -eu
case ${1-} in
  -h | --help)
    cat <<'TEXT'
Usage: validate_cluster_balance.sh [--threshold RATIO] [--cluster NAME]

RATIO is a share: 0.20 is 20 %. Without it: the threshold that the cluster is configured with.

Example:
  validate_cluster_balance.sh --threshold 0.20
TEXT
    exit 0
    ;;
esac
code=0
"$(dirname "$0")/../ops/bin/engram-ops" balance check "$@" || code=$?
case $code in
  0) echo PASS ;;
  1) echo FAIL ;;
esac
exit "$code"
