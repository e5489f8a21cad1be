#!/bin/sh
# Can nodes of two releases be members of one cluster? Says COMPATIBLE or INCOMPATIBLE; exit codes of engram-ops.
set -eu
case ${1-} in
  -h | --help)
    cat <<'TEXT'
Usage: check_version_compatibility.sh --from VERSION --to VERSION [--json]

Example:
  check_version_compatibility.sh --from 0.1.0 --to 0.2.0
TEXT
    exit 0
    ;;
esac
exec "$(dirname "$0")/../ops/bin/engram-ops" version check "$@"
