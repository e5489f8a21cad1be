#!/bin/sh
# One whole backup: snapshot, export on every node, verification, pruning. Exit codes of engram-ops.
set -eu
usage() {
  cat <<'TEXT'
Usage: engram-backup.sh full --destination URL [--keep-last K --older-than 30d] [--nodes NODES]

For a timer; see the runbook about the schedule. Nothing is pruned unless the new backup was verified.

Example:
  engram-backup.sh full --destination s3://backups/engram --keep-last 7 --older-than 30d
TEXT
}
case ${1-} in
  -h | --help)
    usage
    exit 0
    ;;
  full)
    shift
    exec "$(dirname "$0")/../ops/bin/engram-ops" backup run "$@"
    ;;
  *)
    echo "engram-backup.sh: Unexpected mode \`${1-}\`, expected \`full\`." >&2
    usage >&2
    exit 2
    ;;
esac
