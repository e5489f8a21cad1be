// What of a node is in use, and how much of it may be.

/** Resources that more nodes share, in the order in which they are shown. */
export const resources = ['processor', 'memory', 'disk'] as const;
export type Resource = (typeof resources)[number];

/**
 * Percent of a node, 0 to 100. `disk` is what of it is in use: of its space, or of its time if that is more. It is not
 * the time that processors wait for it.
 */
export type Usage = Readonly<Record<Resource, number>>;

/** What each resource of a node may be used in the long run, percent. Waiting for the disk has no such target. */
export const utilisationTarget = 70;
