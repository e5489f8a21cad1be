// `cluster exec`: a command in the operator's place, or on a node's host. Its streams and exit code are the command's.

import { hostPrefix } from '../isolation/place.ts';
import { runInPlace } from '../isolation/run-in-place.ts';
import { requireNode } from '../state/nodes.ts';
import { chooseCluster } from '../state/select.ts';

export type ExecOptions = { readonly cluster?: string; readonly node?: string };

export async function clusterExec(words: readonly string[], options: ExecOptions): Promise<number> {
  const chosen = chooseCluster(options.cluster);
  if (options.node === undefined) return runInPlace(chosen, words);
  const node = requireNode(chosen.record, options.node);
  return runInPlace(chosen, [...hostPrefix(chosen.folder, node.id), ...words]);
}
