#!/bin/sh
# Is a snapshot complete, with equal copies, and does every node have its part? Says PASS or FAIL; exit codes of engram-ops.
set -eu
case ${1-} in
  -h | --help)
    cat <<'TEXT'
Usage: validate_backup_consistency.sh --snapshot ID [--nodes NODES]

Looks at the snapshot on the nodes. What was exported is checked by `engram backup verify`.

Example:
  validate_backup_consistency.sh --snapshot snap_2026_01_05_10_00_00
TEXT
    exit 0
    ;;
esac
code=0
"$(dirname "$0")/../ops/bin/engram-ops" backup verify "$@" || code=$?
case $code in
  0) echo PASS ;;
  1) echo FAIL ;;
esac
exit "$code"
