// Changes the program as it is loaded: a write is acknowledged as soon as its primary has it in memory. Everything else
// is as it was, so only the promise to the client is broken.
import { registerHooks } from 'node:module';

/** Module → what the right program says, and what the hasty one says instead. */
const changes: readonly (readonly [module: string, right: string, hasty: string])[] = [
  [
    '/cluster/replication/primary.ts',
    'if (token !== null) office.tokens.set(sequence, token);',
    // Memories only: without a catalog that means what it says there would be no cluster to catch.
    "if (token !== null && type !== entryTypes.episodeStore) office.tokens.set(sequence, token); else if (token !== null) core.conclude(token, { kind: 'committed', position: { epoch: core.promised.epoch, sequence } });",
  ],
  [
    '/cluster/node/group-host.ts',
    "else pending?.resolve({ kind: 'unknown' });",
    "else pending?.resolve({ ...outcome, result: { kind: 'ignored' } as never });",
  ],
];

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    const change = changes.find(([module]) => url.endsWith(module));
    if (change === undefined) return loaded;
    const [module, right, hasty] = change;
    const source = String(loaded.source);
    // Without this a change of the program would turn the mutant into the right one, and only luck would tell.
    if (!source.includes(right)) throw new Error(`${module} does not say \`${right}\` any more.`);
    return { ...loaded, source: source.replace(right, hasty) };
  },
});
