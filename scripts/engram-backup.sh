#!/bin/sh
# full: one whole backup: snapshot, export on every node, verification, pruning. incremental: this node's log since the
# last time. Exit codes of `engram-ops backup run` and of `engram wal-backup`.
set -eu
usage() {
  cat <<'TEXT'
Usage: engram-backup.sh full --destination URL [--keep-last K --older-than 30d] [--nodes NODES]
       engram-backup.sh incremental --to URL [--config FILE | --data-dir DIR]

For timers; see the runbook about the schedule. `full` runs on one host and prunes nothing unless the new backup was
verified; `incremental` runs on every node, for the node's own log.

Example:
  engram-backup.sh full --destination s3://backups/engram --keep-last 7 --older-than 30d
  engram-backup.sh incremental --to s3://backups/engram/wal --config /etc/engram/engram.toml
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
  incremental)
    shift
    exec "$(dirname "$0")/../ops/bin/engram" wal-backup "$@"
    ;;
  *)
    echo "engram-backup.sh: Unexpected mode \`${1-}\`, expected \`full\` or \`incremental\`." >&2
    usage >&2
    exit 2
    ;;
esac
