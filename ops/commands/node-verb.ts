// `node start|stop|kill|pause|resume`.
import { actOnNode } from '../control.ts';
import { print, printJson } from '../output.ts';
import { requireNode } from '../state/nodes.ts';
import { chooseCluster } from '../state/select.ts';

export type NodeVerbOptions = { readonly cluster?: string; readonly json?: boolean };

export async function nodeVerb(
  verb: string,
  node: string,
  options: NodeVerbOptions,
): Promise<void> {
  const chosen = chooseCluster(options.cluster);
  const { id } = requireNode(chosen.record, node);
  const done = await actOnNode(chosen, id, verb);
  if (options.json) printJson({ node: id, verb, changed: done.changed, message: done.message });
  else print(done.message);
}
