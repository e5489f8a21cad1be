// Which build this is. What one build has cached, another must not read.

/** Put in by the bundler: a hash of everything that went into the bundle. */
declare const RUNBOOK_BUILD_ID: string | undefined;

/** Undefined when the sources run as they are: they may change between two runs, so nothing of theirs is cached. */
export const buildId: string | undefined =
  typeof RUNBOOK_BUILD_ID === 'string' ? RUNBOOK_BUILD_ID : undefined;
