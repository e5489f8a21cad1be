#!/bin/sh
# Do all copies hold the same, and with a baseline all that they held? Says PASS or FAIL; exit codes of engram-ops.
set -eu
case ${1-} in
  -h | --help)
    cat <<'TEXT'
Usage: validate_cluster_consistency.sh [--record FILE] [--baseline FILE] [--growing] [--nodes NODES]

Copies that are empty are equal as well: only a baseline (--record FILE, before) shows that nothing is lost.

Example:
  validate_cluster_consistency.sh --baseline before.json
TEXT
    exit 0
    ;;
esac
code=0
"$(dirname "$0")/../ops/bin/engram-ops" consistency check "$@" || code=$?
case $code in
  0) echo PASS ;;
  1) echo FAIL ;;
esac
exit "$code"
