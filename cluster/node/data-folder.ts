/** What is where in a node's data folder. */

export type DataFolder = {
  readonly root: string;
  /** Segments of the write-ahead log, and nothing else. */
  readonly wal: string;
  readonly checkpoints: string;
  /** Segments for which a checkpoint stands, kept for recovery to a point in time. */
  readonly archive: string;
};

export function dataFolder(root: string): DataFolder {
  return {
    root,
    wal: `${root}/wal`,
    checkpoints: `${root}/checkpoints`,
    archive: `${root}/wal-archive`,
  };
}
