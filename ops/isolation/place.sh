#!/bin/sh
# First process of a cluster's namespaces (pid 1 there): prepares the operator's place, then runs the supervisor.
# It waits instead of becoming the supervisor because pid 1 has to reap the orphans of everything that runs here.
#   place.sh STATE-FOLDER COMMAND…
set -e
read -r ENGRAM_PLACE_PID rest </proc/self/stat # /proc is still the outside's: this is our pid as the outside sees it
export ENGRAM_PLACE_PID
mount -t proc proc /proc
mount --bind "$1/hosts" /etc/hosts
ip link set lo up
shift
exec 3<&0
"$@" <&3 3<&- &
exec 3<&- </dev/null
wait $!
