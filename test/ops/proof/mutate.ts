// Changes the program of a node as it is loaded, for nodes that exist to be caught.
import { registerHooks } from 'node:module';

/** Module → what the right program says, and what the mutant says instead. */
export type Change = readonly [module: string, right: string, wrong: string];

export function mutate(changes: readonly Change[]): void {
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      const change = changes.find(([module]) => url.endsWith(module));
      if (change === undefined) return loaded;
      const [module, right, wrong] = change;
      const source = String(loaded.source);
      // Without this a change of the program would turn the mutant into the right one, and only luck would tell.
      if (!source.includes(right)) throw new Error(`${module} does not say \`${right}\` any more.`);
      return { ...loaded, source: source.replace(right, wrong) };
    },
  });
}
