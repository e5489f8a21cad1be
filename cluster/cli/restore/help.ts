/** What `engram restore --help` prints. */
export const restoreHelpText = `Give a stopped node the state of a snapshot, or of a later moment.

Usage
  engram restore --source URL --snapshot ID [--until TIME --archive URL]
                 [--rename OLD=NEW …] [--cluster-epoch N] [--config FILE] [--dry-run] [--json]

Options
  --source URL       where the exports of the snapshot are, however deep: file:///PATH or s3://BUCKET/PREFIX
  --snapshot ID      which one, see \`engram backup list --source URL\`
  --until TIME       writes up to this moment as well: 2026-01-05T10:00:00Z or Unix seconds
  --archive URL      where \`engram wal-backup\` has put the logs of all nodes; needed for --until
  --rename OLD=NEW   the node NEW takes the place of OLD; once for each name that changes, the same on all nodes
  --cluster-epoch N  for a node that has lost its data, if the others say a higher epoch than this one
  --config FILE      the node's configuration, or ENGRAM_CONFIG: says who the node is and where its data is
  --dry-run          check everything, say what would be done, and change nothing
  --json             for programs

Stop all nodes first, and restore all of them from the same snapshot to the same time. The cluster gets a new epoch:
nodes that were left out are refused until they are restored, or start with an empty data folder.
The data folder is moved aside, to DATA.before-restore-TIME, and nothing in it is changed. What was begun and
interrupted can simply be run again.

With --rename the cluster comes up on other hosts: every node is told all new names, and takes what the node held whose
place it has. The configurations name the new nodes. Nodes that were told other names refuse each other. Keep the old
cluster stopped, or away from the network of the new one.

With --until, no write that was acknowledged before the moment is missing and none after it is there, by the stamps that
the primaries gave. It needs the logs of a majority of the copies of each space, from the snapshot on.

Exit codes
  0 done, 1 it cannot be done and nothing was changed, 2 wrong usage

Examples
  engram restore --source file:///mnt/backups --snapshot ID --dry-run
  engram restore --source file:///mnt/backups --snapshot ID
  engram restore --source file:///mnt/backups --snapshot ID --archive file:///mnt/wal --until 2026-01-05T10:00:00Z
  engram restore --source file:///mnt/backups --snapshot ID --rename node-1=eu-1 --rename node-2=eu-2 --rename node-3=eu-3
`;
