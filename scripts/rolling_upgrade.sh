#!/bin/sh
# A whole rolling upgrade: each node drained, replaced, waited for and undrained. Exit codes of engram-ops.
set -eu
case ${1-} in
  -h | --help)
    cat <<'TEXT'
Usage: rolling_upgrade.sh VERSION [--within 10m] [--finalize] [--nodes NODES] [--json]

Stops at the first trouble and says how to go on; run it again then. Without --finalize each node can still go back.

Example:
  rolling_upgrade.sh 0.2.0
TEXT
    exit 0
    ;;
  [0-9]*) set -- --to "$@" ;;
esac
exec "$(dirname "$0")/../ops/bin/engram-ops" upgrade run "$@"
