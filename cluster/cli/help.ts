/** What `engram --help` prints. */
export const helpText = `Run one node of an Engram cluster.

Usage
  engram start [--config FILE] [--port PORT] [--log-level LEVEL] [--exit-with-parent]
  engram config check [--config FILE] [--json]
  engram key create | list | revoke --help
  engram backup export | verify | list | prune --help
  engram restore | wal-backup | wal-replay --help
  engram ping HOST[:PORT] [--node ID] [--timeout 2s]
  engram --version | --help

Options
  --config FILE        TOML configuration; without it the node runs alone with defaults
  -p, --port PORT      HTTP port, default 7432; 0 takes a free one. A port that is in use is an error
  -l, --log-level L    debug, info, warn or error; default info
  --exit-with-parent   end when standard input closes

Environment, which wins over the file
  ENGRAM_DATA_DIR, ENGRAM_HTTP_BIND, ENGRAM_SWIM_BIND, ENGRAM_CLUSTER_ADVERTISE_ADDR,
  ENGRAM_HOSTS (a hosts file that is asked before the system's resolver),
  ENGRAM_AUTH_MODE (none or api_key), ENGRAM_API_KEY_PATH, ENGRAM_CLUSTER_SECRET_FILE

Output
  One line on standard output when the node answers:
  {"event":"ready","node_id":"node-1","http":"http://10.0.1.10:7432","swim":"10.0.1.10:7946","pid":123}
  One JSON object a line on standard error: the log.

Exit codes
  0 stopped in good order, 1 could not start or go on, 2 wrong usage, 70 a bug

Examples
  engram start                                   # alone, on 127.0.0.1:7432, data in ./engram-data
  engram start --config /etc/engram/engram.toml  # a node of a cluster
  ENGRAM_DATA_DIR=/tmp/n1 engram start --port 0  # alone, on a free port
`;
