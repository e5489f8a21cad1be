/** Their names alone: a node that starts does not load what they do. */
export const fileCommands = ['backup', 'config', 'restore', 'wal-backup', 'wal-replay'] as const;

export type FileCommand = (typeof fileCommands)[number];
