#!/bin/sh
# A host becomes a node of the cluster: checked, configured, started, given its share. Exit codes of engram-ops.
set -eu
case ${1-} in
  -h | --help)
    cat <<'TEXT'
Usage: add_node.sh NODE [--within 10m] [--nodes NODES] [--json]

NODE is the name of a host that has engram installed and no data. Run again after trouble, it goes on from there.

Example:
  add_node.sh node-4
TEXT
    exit 0
    ;;
esac
exec "$(dirname "$0")/../ops/bin/engram-ops" node add "$@"
