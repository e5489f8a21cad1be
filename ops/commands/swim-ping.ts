// `swim ping`: a real ping and a real ack. The node's own program speaks the protocol, so it is asked to.
import { parseDuration } from '../duration.ts';
import { hostPrefix } from '../isolation/place.ts';
import { runInPlace } from '../isolation/run-in-place.ts';
import { ports } from '../layout.ts';
import { requireNode } from '../state/nodes.ts';
import { chooseCluster } from '../state/select.ts';

export type PingOptions = {
  readonly cluster?: string;
  readonly from?: string;
  readonly timeout: string;
  readonly json?: boolean;
};

/** Exit code 0 when the node answered, 1 when it did not in time. */
export async function swimPing(node: string, options: PingOptions): Promise<number> {
  const timeoutMs = parseDuration(options.timeout, '--timeout');
  const chosen = chooseCluster(options.cluster);
  const { id } = requireNode(chosen.record, node);
  const from = options.from === undefined ? null : requireNode(chosen.record, options.from).id;
  return await runInPlace(chosen, [
    ...(from === null ? [] : hostPrefix(chosen.folder, from)),
    ...['engram', 'ping', `${id}:${ports.swim}`, '--node', id, '--timeout', `${timeoutMs}ms`],
    ...(options.json ? ['--json'] : []),
  ]);
}
