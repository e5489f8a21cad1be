#!/bin/sh
# How is the cluster, compared with a baseline if there is one? Changes nothing; exit codes of engram-ops.
set -eu
usage() {
  cat <<'TEXT'
Usage: engram_diagnostics.sh [--validate-baseline] [--record FILE] [--baseline FILE] [--growing] [--nodes NODES] [--json]

--validate-baseline is what the command does anyway: it fails unless the cluster is in a state to start from.

Example:
  engram_diagnostics.sh --validate-baseline --record before.json
TEXT
}
# Every word is taken from the front, and put back at the end unless it is the one that says nothing.
for word in "$@"; do
  shift
  case $word in
    -h | --help) usage; exit 0 ;;
    --validate-baseline) ;;
    *) set -- "$@" "$word" ;;
  esac
done
exec "$(dirname "$0")/../ops/bin/engram-ops" diagnostics "$@"
