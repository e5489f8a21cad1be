#!/bin/sh
# Does no space need this node any more? Says PASS or FAIL; exit codes of engram-ops.
set -eu
case ${1-} in
  -h | --help)
    cat <<'TEXT'
Usage: validate_replica_promotion.sh --node NODE [--cluster NAME]

Example:
  validate_replica_promotion.sh --node node-4
TEXT
    exit 0
    ;;
esac
code=0
"$(dirname "$0")/../ops/bin/engram-ops" spaces check-promotion "$@" || code=$?
case $code in
  0) echo PASS ;;
  1) echo FAIL ;;
esac
exit "$code"
