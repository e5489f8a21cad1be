#!/bin/sh
# First process of one node's host (pid 1 in its namespaces): brings the host up, then listens for the supervisor.
#   host.sh NODE ADDRESS/BITS LAUNCHER
read -r pid rest </proc/self/stat # as the operator's place sees it
mount -t proc proc /proc || exit 3
hostname "$1"
ip link set lo up || exit 3
echo "@host $pid"
read -r attached || exit 3 # the supervisor has put eth0 in here
ip -batch - <<BATCH || exit 3
address add $2 dev eth0
link set eth0 up
BATCH
exec 3<&0
sh "$3" <&3 3<&- &
exec 3<&- </dev/null
wait $!
