#!/bin/sh
# Brings a fresh clone to where a command can run: npm packages and, on Debian, the system's.
#   sh scripts/set-up.sh run     what `npm run verify` needs
#   sh scripts/set-up.sh test    that, and what the browser and rule tests need
# Does nothing, and says nothing, where everything is there. Speaks on stderr: a command's stdout may be JSON.
# Runs before anything is installed, hence plain sh.
set -eu
cd "$(dirname "$0")/.."

stamp=node_modules/.set-up
wanted=$(cksum <package-lock.json)
if [ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$wanted" ]; then
  echo "set-up: installing npm packages (npm ci)" >&2
  npm ci --no-audit --no-fund --loglevel=error >/dev/null
  printf '%s\n' "$wanted" >"$stamp"
fi

# Both programs start from one file in half the time; `ops/bin/` starts the sources when it is older.
bundled=node_modules/.cache/engram
is_old() {
  [ ! -f "$1" ] || [ -n "$(find cluster ops scripts/bundle-programs.ts scripts/bundle package.json package-lock.json -newer "$1" -print -quit)" ]
}
if is_old "$bundled/engram.cjs" || is_old "$bundled/engram-ops.cjs"; then
  node=node_modules/.bin/node
  [ -x "$node" ] || node=node
  "$node" scripts/bundle-programs.ts
fi

# command → Debian package
missing=
need() {
  command -v "$1" >/dev/null 2>&1 || missing="$missing $2"
}
need bash bash
need curl curl
need jq jq
if [ "$(uname -s)" = Linux ]; then
  need ip iproute2
  need nsenter util-linux
  # Faults of the network; its folder is in the path of administrators only.
  [ -x /usr/sbin/nft ] || need nft nftables
fi
if [ "$1" = test ]; then
  need pgrep procps
  need ssh openssh-client
  need /usr/sbin/sshd openssh-server
  need script bsdutils
  need python3 python3
  need zsh zsh
  need tmux tmux
  need promtool prometheus
  need amtool prometheus-alertmanager
  need prometheus-blackbox-exporter prometheus-blackbox-exporter
  if [ -z "${CHROMIUM_PATH:-}" ]; then
    command -v chromium >/dev/null 2>&1 || missing="$missing chromium fonts-liberation"
  fi
fi
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
  echo "set-up: missing the programs of these Debian packages:$missing. Install them with this system's package tool and try again." >&2
  exit 2
fi
if [ "$(id -u)" != 0 ]; then
  echo "set-up: missing packages. Run: sudo apt-get install --no-install-recommends$missing" >&2
  exit 2
fi
echo "set-up: installing Debian packages:$missing" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# RUNLEVEL=1 keeps a package from starting its service.
export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
apt='apt-get -q -y -o DPkg::Lock::Timeout=300'
if ! { $apt update && $apt install --no-install-recommends $missing; } >"$log" 2>&1; then
  tail -n 15 "$log" >&2
  echo "set-up: could not install:$missing" >&2
  exit 2
fi
