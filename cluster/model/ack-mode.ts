/**
 * When a write is acknowledged. quorum: a majority of its copies has it on disk. async: the primary has, which is sooner,
 * and it is **lost** if the primary fails before the others have it; only for stores.
 */
export const ackModes = ['quorum', 'async'] as const;
export type AckMode = (typeof ackModes)[number];
