// One node's membership, told by hand what it hears.
import { createSeededRandom } from '../../../cluster/io/random.ts';
import type { Effect } from '../../../cluster/swim/effect.ts';
import { createMembership, type Membership } from '../../../cluster/swim/membership.ts';
import type { Message, Rumor } from '../../../cluster/swim/message.ts';
import { defaultTiming } from '../../../cluster/swim/timing.ts';
import { recordOf, rumorAbout } from './rumors.ts';

export const addressOf = (id: string): string => recordOf(id).swimAddress;

/** node-1, which has just heard of the others from a list. */
export function aNode(
  others: readonly Rumor[] = [rumorAbout('node-2'), rumorAbout('node-3')],
): Membership {
  const node = createMembership({
    self: recordOf('node-1'),
    seeds: ['node-1', 'node-2', 'node-3'].map(addressOf),
    lastIncarnation: 0,
    timing: defaultTiming,
    random: createSeededRandom(1),
  });
  node.tick(0);
  node.receive(addressOf('node-2'), sync('node-2', ...others), 1);
  return node;
}

export function sync(from: string, ...rumors: readonly Rumor[]): Message {
  return { kind: 'sync', from, reply: false, rumors };
}

export function gossip(from: string, ...rumors: readonly Rumor[]): Message {
  return { kind: 'gossip', from, rumors };
}

export function stateOf(node: Membership, id: string): string {
  const member = node.members(0).find((candidate) => candidate.id === id);
  return member === undefined ? 'unknown' : `${member.state} ${member.incarnation}`;
}

export function sent(effects: readonly Effect[]): string[] {
  return effects.flatMap((effect) =>
    effect.kind === 'send' ? [`${effect.message.kind} to ${effect.to}`] : [],
  );
}

/** Everything that the node does up to a time, in a network where nobody answers. */
export function ticksUntil(node: Membership, end: number): Effect[] {
  const effects: Effect[] = [];
  while (node.nextTickAt() <= end) effects.push(...node.tick(node.nextTickAt()));
  return effects;
}
