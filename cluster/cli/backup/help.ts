/** What `engram backup --help` prints. */
export const backupHelpText = `Carry a node's part of a snapshot to another place, and look after what is there.

Usage
  engram backup export --snapshot ID --destination URL [--config FILE] [--json]
  engram backup verify --source URL [--snapshot ID] [--json]
  engram backup list   --source URL [--json]
  engram backup prune  --source URL --keep-last K --older-than 30d [--dry-run] [--json]

Options
  --snapshot ID      a snapshot that is complete, see \`engram-ops backup list\`
  --destination URL  a place for this snapshot of this node alone
  --source URL       a place with exports in it, however deep
  --config FILE      the node's configuration, or ENGRAM_CONFIG: says who the node is and where its snapshots are
  --keep-last K      so many of the newest restorable snapshots always stay
  --older-than T     90m, 12h, 30d: only snapshots that were cut before go
  --dry-run          say what would go

Places
  file:///PATH         a folder of this host, such as a mounted share
  s3://BUCKET/PREFIX   a bucket that is there already, of AWS or any storage that speaks S3. Address, region and
                       credentials come from the usual environment: AWS_ENDPOINT_URL (for a storage of your own),
                       AWS_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or AWS_PROFILE, or the host's role

Export runs on each node, for the node's own copies; it may be repeated. The manifest, export.json, is written last:
what was interrupted never passes for a backup.
Verify reads every file and computes all checksums and root hashes again.

Exit codes
  0 done, 1 it cannot be done or an export is damaged, 2 wrong usage

Examples
  engram backup export --snapshot ID --destination file:///mnt/backups/ID/node-1
  engram backup verify --source s3://backups/engram --snapshot ID
  engram backup prune --source s3://backups/engram --keep-last 7 --older-than 30d --dry-run
`;
