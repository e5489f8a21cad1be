// `node show`, `drain`, `undrain`, `decommission`, `shutdown` and `forget`: orders to the cluster, not to the process.
import type { ResponseOf } from '../../cluster/api/contract.ts';
import { parseDuration } from '../duration.ts';
import { print, printJson, table } from '../output.ts';
import { atDoor, type CommonOptions, type Door, waitFor } from '../placement-api.ts';
import { requireNode } from '../state/nodes.ts';

export type WaitOptions = CommonOptions & { readonly wait?: boolean; readonly within: string };

type DrainStatus = ResponseOf<'getDrainStatus'>;

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
    await door.order<'drainNode'>('POST', `/nodes/${id}/drain`);
    if (options.wait === false)
      return say(options, { node: id, state: 'draining' }, `${id} is being drained`);
    let last: DrainStatus | undefined;
    const isDrained = async (): Promise<boolean> => {
      last = await drainStatus(door, id);
      return last.state === 'drained' && last.safe_to_stop;
    };
    await waitFor(
      isDrained,
      within,
      () => `${id} was not drained within ${options.within}${whyNot(last)}`,
    );
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
  const within = parseDuration(options.within, '--within');
  const work = async (door: Door): Promise<number> => {
    const { id } = requireNode(door.chosen.record, node);
    const path = `/nodes/${id}/decommission`;
    if (options.cancel) {
      const { draining } = await door.order<'cancelDecommission'>('DELETE', path);
      const rest = draining ? `; it is down and comes back drained: undrain it then` : '';
      return say(
        options,
        { node: id, state: 'active', draining },
        `${id} stays: its decommission is called off${rest}`,
      );
    }
    const { copies } = await door.order<'decommissionNode'>('POST', path);
    if (options.wait === false) {
      return say(
        options,
        { node: id, state: 'draining', copies },
        `${id} gives ${copies} copies away`,
      );
    }
    const isGone = async (): Promise<boolean> => {
      const { members } = await door.get<'getMembers'>('/members');
      return !members.some((member) => member.id === id && member.state !== 'dead');
    };
    await waitFor(isGone, within, () => `${id} had not left within ${options.within}`);
    return say(
      options,
      { node: id, state: 'left', copies },
      `${id} gave ${copies} copies away and has left`,
    );
  };
  return await atDoor(options, work, node);
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

function whyNot(last: DrainStatus | undefined): string {
  if (last === undefined) return ': it did not answer';
  const { primaries_remaining: primaries, in_flight_operations: inFlight } = last;
  if (last.state === 'drained') return ': without it a majority would be missing';
  return `: it is primary of ${primaries} spaces and works on ${inFlight} operations`;
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
    ['drain', drain?.state ?? '-'],
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
