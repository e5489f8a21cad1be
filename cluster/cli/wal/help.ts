/** What `engram wal-backup --help` and `engram wal-replay --help` print. */

export const walBackupHelpText = `Copy a node's write-ahead log to another place, for recovery to a point in time.

Usage
  engram wal-backup --to URL [--prune-for URL ...] [--config FILE] [--json]
  engram wal-backup --to URL --data-dir DIR [--json]

Options
  --to URL        file:///PATH or s3://BUCKET/PREFIX, one place for all nodes: each has a folder of its own in it
  --prune-for URL where \`engram backup export\` has put snapshots, once for each such place: what none of them needs any
                  more is removed
  --config FILE   the node's configuration, or ENGRAM_CONFIG: says where its data and its own snapshots are
  --data-dir DIR  its data folder, where no configuration names it. Not with --prune-for: snapshots may be elsewhere

Copies what is not there yet, however long ago the last run was, and writes the manifest last; it may be interrupted and
repeated at any time. Run it on every node, every few minutes, whether the node runs or is stopped: what was written
after the last run is what a lost disk costs.
With --prune-for the log begins an hour before the oldest snapshot that is there, or that the node has and that was cut
less than a day ago: export a snapshot within a day. Name every place with exports: a snapshot in another one loses the
log that it needs to be restored to a later moment. If one of the places has no snapshot, all of the log stays.
Set \`backup.wal_archive_keep\` to more than the time between two runs, so that no part of the log goes before it was copied.

Exit codes
  0 done, 1 it cannot be done or a part of the log was gone before it was copied, 2 wrong usage

Examples
  engram wal-backup --to file:///mnt/wal --config /etc/engram/engram.toml
  engram wal-backup --to s3://backups/engram/wal --prune-for s3://backups/engram
  engram wal-backup --to s3://backups/engram/wal --data-dir /var/lib/engram
`;

export const walReplayHelpText = `Show what an archive of logs has, or replay it into a data folder that was restored.

Usage
  engram wal-replay --archive URL --to TIME [--from TIME] --dry-run [--json]
  engram wal-replay --archive URL --to TIME [--from TIME] [--config FILE] [--json]

Options
  --archive URL  where \`engram wal-backup\` has put the logs of all nodes
  --to TIME      up to this moment: 2026-01-05T10:00:00Z or Unix seconds
  --from TIME    from this moment on; default: all that is there. A replay always begins at the cut of the snapshot
  --config FILE  the node's configuration, or ENGRAM_CONFIG
  --dry-run      only say what each log has in that time, space by space

Without --dry-run it needs a node that is stopped and was restored by \`engram restore\` without --until, and was not
started since. \`engram restore --until TIME\` does both steps in one.

Exit codes
  0 done, 1 it cannot be done, 2 wrong usage

Examples
  engram wal-replay --archive file:///mnt/wal --from 1767607200 --to 1767610800 --dry-run
  engram wal-replay --archive file:///mnt/wal --to 2026-01-05T11:00:00Z
`;
