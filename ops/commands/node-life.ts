// `node show`, `drain`, `undrain`, `decommission`, `shutdown` and `forget`: orders to the cluster, not to the process.
import type { ResponseOf } from '../../cluster/api/contract.ts';
import { parseDuration } from '../duration.ts';
import { Failure } from '../failure.ts';
import { print, printJson, table } from '../output.ts';
import { atDoor, type CommonOptions, type Door, waitFor } from '../placement-api.ts';
import { requireNode } from '../state/nodes.ts';

export type WaitOptions = CommonOptions & { readonly wait?: boolean; readonly within: string };

type DrainStatus = ResponseOf<'getDrainStatus'>;
type Decommission = ResponseOf<'getDecommission'>;

export async function nodeShow(node: string, options: CommonOptions): Promise<number> {
  return await atDoor(options, async (door) => {
    const { id } = requireNode(door.chosen.record, node);
    const shown = await door.get<'getNode'>(`/nodes/${id}`);
    const drain = shown.state === 'alive' ? await drainStatus(door, id) : null;
    if (options.json) printJson({ ...shown, drain });
    else print(table(['WHAT', 'VALUE'], rowsOf(shown, drain)));
    return 0;
  });
}

export async function nodeDrain(node: string, options: WaitOptions): Promise<number> {
  const within = parseDuration(options.within, '--within');
  return await atDoor(options, async (door) => {
    const { id } = requireNode(door.chosen.record, node);
    const { drain_id } = await door.order<'drainNode'>('POST', `/nodes/${id}/drain`);
    if (options.wait === false)
      return say(options, { node: id, state: 'draining', drain_id }, `${id} is being drained`);
    let last: DrainStatus | undefined;
    const isOver = async (): Promise<boolean> => {
      last = await drainStatus(door, id);
      return hasEnded(last, drain_id) || (last.state === 'drained' && last.safe_to_stop);
    };
    await waitFor(
      isOver,
      within,
      () => `${id} was not drained within ${options.within}${whyNot(last)}`,
    );
    if (last !== undefined && hasEnded(last, drain_id)) {
      throw new Failure('check-failed', `${id} is not being drained any more: somebody ended it`, {
        hint: `\`engram-ops node drain ${id}\` begins again`,
      });
    }
    return say(options, { node: id, ...last }, `${id} is drained and safe to stop`);
  });
}

export async function nodeUndrain(node: string, options: CommonOptions): Promise<number> {
  return await atDoor(options, async (door) => {
    const { id } = requireNode(door.chosen.record, node);
    const { status } = await door.order<'undrainNode'>('POST', `/nodes/${id}/undrain`);
    return say(options, { node: id, state: status }, `${id} is active`);
  });
}

export async function nodeDecommission(
  node: string,
  options: WaitOptions & { readonly cancel?: boolean },
): Promise<number> {
  const within = { ms: parseDuration(options.within, '--within'), text: options.within };
  const work = async (door: Door): Promise<number> => {
    const { id } = requireNode(door.chosen.record, node);
    const path = `/nodes/${id}/decommission`;
    if (options.cancel) {
      const { draining } = await door.order<'cancelDecommission'>('DELETE', path);
      const rest = draining ? `; it is down, and ends its drain when it is back` : '';
      return say(
        options,
        { node: id, state: 'active', draining },
        `${id} stays: its decommission is called off${rest}`,
      );
    }
    const { copies, decommission_id } = await door.order<'decommissionNode'>('POST', path);
    if (options.wait === false) {
      return say(
        options,
        { node: id, state: 'draining', copies, decommission_id },
        `${id} gives ${copies} copies away`,
      );
    }
    const last = await awaitDecommission(door, { id, decommission_id, within });
    if (last.state !== 'complete') throw notDecommissioned(last);
    return say(
      options,
      { node: id, state: 'left', copies, decommission_id },
      `${id} gave ${copies} copies away and has left`,
    );
  };
  return await atDoor(options, work, node);
}

async function awaitDecommission(
  door: Door,
  wanted: {
    readonly id: string;
    readonly decommission_id: string;
    readonly within: { readonly ms: number; readonly text: string };
  },
): Promise<Decommission> {
  const { id, decommission_id, within } = wanted;
  let last: Decommission | undefined;
  const isOver = async (): Promise<boolean> => {
    const path = `/nodes/${id}/decommission?decommission_id=${decommission_id}`;
    last = await door.get<'getDecommission'>(path);
    return last.finished_at !== null;
  };
  await waitFor(isOver, within.ms, () => {
    const failure = last?.recent_failures[0];
    const rest = failure === undefined ? '' : `; ${failure.space_id}: ${failure.reason}`;
    const how = last === undefined ? '' : `: ${last.state}, ${last.copies_remaining} copies left`;
    return `${id} had not left within ${within.text}${how}${rest}`;
  });
  if (last === undefined) throw new Failure('could-not', 'No node said how the decommission is');
  return last;
}

function notDecommissioned({ node_id: node, state, copies_remaining }: Decommission): Failure {
  return state === 'cancelled'
    ? new Failure('check-failed', `${node} stays: somebody called its decommission off`)
    : new Failure('check-failed', `${node} was forgotten before it had given all copies away`, {
        hint: `${copies_remaining} are made anew elsewhere: \`engram-ops replication status\``,
      });
}

export async function nodeShutdown(
  node: string,
  options: CommonOptions & { readonly force?: boolean },
): Promise<number> {
  const work = async (door: Door): Promise<number> => {
    const { id } = requireNode(door.chosen.record, node);
    const query = options.force ? '?force=true' : '';
    await door.order<'shutdownNode'>('POST', `/nodes/${id}/shutdown${query}`);
    return say(options, { node: id, state: 'shutting_down' }, `${id} is shutting down`);
  };
  return await atDoor(options, work, node);
}

export async function nodeForget(node: string, options: CommonOptions): Promise<number> {
  const work = async (door: Door): Promise<number> => {
    const { id } = requireNode(door.chosen.record, node);
    const { nodes } = await door.order<'forgetNode'>('POST', `/nodes/${id}/forget`);
    return say(
      options,
      { node: id, state: 'forgotten', nodes },
      `${id} is forgotten, ${nodes} nodes are left`,
    );
  };
  return await atDoor(options, work, node);
}

function drainStatus(door: Door, id: string): Promise<DrainStatus> {
  return door.get<'getDrainStatus'>(`/nodes/${id}/drain/status`);
}

/** It is over, or another one has begun since. */
function hasEnded({ drain_id, ended_at }: DrainStatus, wanted: string): boolean {
  return drain_id !== wanted || ended_at !== null;
}

function whyNot(last: DrainStatus | undefined): string {
  if (last === undefined) return ': it did not answer';
  const { primaries_remaining: primaries, in_flight_operations: inFlight } = last;
  if (last.state === 'drained') return ': without it a majority would be missing';
  const [heirless] = last.spaces_without_heir;
  const rest = heirless === undefined ? '' : `, and no other copy of ${heirless} can take over`;
  return `: it is primary of ${primaries} spaces and works on ${inFlight} operations${rest}`;
}

function rowsOf(
  node: ResponseOf<'getNode'>,
  drain: DrainStatus | null,
): readonly (readonly [string, string | number])[] {
  return [
    ['id', node.id],
    ['state', node.state],
    ['version', node.version],
    ['primary of', node.primary_spaces.join(', ') || '-'],
    ['replica of', node.replica_spaces.join(', ') || '-'],
    ['drain', drain === null ? '-' : [drain.state, drain.drain_id ?? []].flat().join(', ')],
    ['operations in flight', drain?.in_flight_operations ?? '-'],
    ['decommissioning', node.decommissioning ? 'yes' : 'no'],
    ['safe to stop', node.safe_to_stop ? 'yes' : 'no'],
  ];
}

function say(options: CommonOptions, value: unknown, sentence: string): number {
  if (options.json) printJson(value);
  else print(sentence);
  return 0;
}
