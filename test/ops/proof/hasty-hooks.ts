// A write is acknowledged as soon as its primary has it in memory. Everything else is as it was, so only the promise to
// the client is broken.
import { mutate } from './mutate.ts';

mutate([
  [
    '/cluster/replication/primary.ts',
    'if (token !== null) office.tokens.set(sequence, token);',
    // Memories only: without a catalog that means what it says there would be no cluster to catch.
    "if (token !== null && type !== entryTypes.episodeStore) office.tokens.set(sequence, token); else if (token !== null) core.conclude(token, { kind: 'committed', position: { epoch: core.promised.epoch, sequence } });",
  ],
  [
    '/cluster/node/waiting-proposals.ts',
    "else resolve?.({ kind: 'unknown' });",
    "else resolve?.({ ...outcome, result: { kind: 'ignored' } as never });",
  ],
]);
