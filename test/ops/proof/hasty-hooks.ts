// Changes one module as it is loaded: a primary commits what it has appended, whoever else has it.
import { registerHooks } from 'node:module';

/** What the right program says, and what the hasty one says instead. */
const changes = [
  [
    'const sequence = Math.min(byMajority, core.out.durable);',
    'const sequence = Math.max(byMajority, core.log.last.sequence);',
  ],
  [
    '    if (!office.progress.has(node)) office.progress.set(node, newProgress(sequence));\n  }\n',
    '    if (!office.progress.has(node)) office.progress.set(node, newProgress(sequence));\n  }\n  advanceCommit(core);\n',
  ],
] as const;

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.endsWith('/cluster/replication/primary.ts')) return loaded;
    let source = String(loaded.source);
    for (const [right, hasty] of changes) {
      // Without this a change of the program would turn the mutant into the right one, and the test would say so only by luck.
      if (!source.includes(right))
        throw new Error(`primary.ts does not say \`${right}\` any more.`);
      source = source.replace(right, hasty);
    }
    return { ...loaded, source };
  },
});
