#!/bin/sh
# Runs one node's `engram` on behalf of the supervisor: commands on stdin, what happened on stdout.
#   in:  start | signal NAME PID          out: @started PID | @exited CODE | the node's own JSON lines
# It sits inside the node's pid namespace, so it can signal by the pids that count there. End of input is the death
# of the supervisor: then the node goes too.
pidfile=${ENGRAM_LOG%/*}/engram.pid
echo @listening
while read -r verb name pid; do
  case $verb in
    start)
      (
        "$ENGRAM_BIN" start --config "$ENGRAM_CONFIG" </dev/null 2>>"$ENGRAM_LOG" &
        echo "$!" >"$pidfile"
        echo "@started $!"
        wait $!
        code=$?
        : >"$pidfile"
        echo "@exited $code"
      ) &
      ;;
    signal) kill "-$name" "$pid" 2>/dev/null ;;
  esac
done
read -r pid <"$pidfile" && kill -KILL "$pid"
exit 0
