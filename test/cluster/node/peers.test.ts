// Who counts as gone for a repair: who has been dead for long, and who was never heard of.
import { expect, test } from 'vitest';
import type { Member, MemberState } from '../../../cluster/model/member.ts';
import { Peers, type PeersDeps } from '../../../cluster/node/peers.ts';

const patienceMs = 30_000;

/** What node-1 thinks of node-2 and node-3; it started at 1,000. */
function view(now: number, known: readonly Partial<Member>[]): Record<string, MemberState> {
  const peers = new Peers({
    self: 'node-1',
    members: () => known as readonly Member[],
    startedAt: 1_000,
  } as unknown as PeersDeps);
  const rows = peers.patientView(now, patienceMs, ['node-2', 'node-3']);
  return Object.fromEntries([...rows].map(([id, { state }]) => [id, state]));
}

const alive = { id: 'node-2', state: 'alive', draining: false, changedAt: 1_000 } as const;

test('a node that died a moment ago is awaited, and one that died long ago is not', () => {
  const dead = { id: 'node-3', state: 'dead', draining: false, changedAt: 50_000 } as const;
  expect(view(79_999, [alive, dead])).toEqual({ 'node-2': 'alive', 'node-3': 'suspect' });
  expect(view(80_000, [alive, dead])).toEqual({ 'node-2': 'alive', 'node-3': 'dead' });
});

test('a node that was never heard of is awaited from the start on, and then is dead', () => {
  expect(view(30_999, [alive])).toEqual({ 'node-2': 'alive', 'node-3': 'suspect' });
  expect(view(31_000, [alive])).toEqual({ 'node-2': 'alive', 'node-3': 'dead' });
});
