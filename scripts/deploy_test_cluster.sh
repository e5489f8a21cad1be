#!/bin/sh
# Brings a test cluster up and waits until every node sees every other; exit codes of engram-ops.
set -eu
case ${1-} in
  -h | --help)
    cat <<'TEXT'
Usage: deploy_test_cluster.sh [--nodes COUNT] [any option of engram-ops cluster up]

It ends with `engram-ops cluster down`, or by itself with --ttl.

Example:
  deploy_test_cluster.sh --nodes 5 --ttl 30m
TEXT
    exit 0
    ;;
esac
exec "$(dirname "$0")/../ops/bin/engram-ops" cluster up "$@"
