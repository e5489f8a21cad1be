import { describe, expect, it } from 'vitest';
import { Deadline } from '../../../cluster/api/deadline.ts';
import type { Member, MemberState } from '../../../cluster/model/member.ts';
import { NodeOrders, type NodeOrdersDeps } from '../../../cluster/node/node-orders.ts';
import type { Peers } from '../../../cluster/node/peers.ts';
import { FakeClock } from '../io/fake-clock.ts';

const active = {
  state: 'none',
  inFlight: 0,
  primariesRemaining: 0,
  isCoordinator: false,
  lagSequences: 0,
  safeToStop: false,
};

/** The orders of n1 in a cluster where n2 is drained and in the given state; `asked` are the calls that n2 got. */
function orders(state: MemberState) {
  const asked: unknown[] = [];
  const rest = { swimAddress: 'n', httpAddress: 'n', version: '0.2.0', startedAt: 0 };
  const seen = { incarnation: 1, changedAt: 0, heardAt: null };
  const members: readonly Member[] = [
    { id: 'n1', state: 'alive', draining: false, local: true, ...rest, ...seen },
    { id: 'n2', state, draining: true, local: false, ...rest, ...seen },
  ];
  const peers = {
    self: 'n1',
    members: () => members,
    ask: async (node: string, _path: string, body: unknown) => {
      asked.push([node, body]);
      return { answer: active };
    },
  } as unknown as Peers;
  const given = new NodeOrders({ peers } as Partial<NodeOrdersDeps> as NodeOrdersDeps);
  return { given, asked };
}

describe('a node that shall stay', () => {
  it('ends its drain when it is alive', async () => {
    const { given, asked } = orders('alive');
    expect(await given.keep('n2', new Deadline(1_000, new FakeClock()))).toBe(false);
    expect(asked).toEqual([['n2', { order: 'undrain' }]]);
  });

  it.each(['suspect', 'dead'] as const)(
    'stays drained while it is %s, which is no refusal',
    async (state) => {
      const { given, asked } = orders(state);
      expect(await given.keep('n2', new Deadline(1_000, new FakeClock()))).toBe(true);
      expect(asked).toEqual([]);
    },
  );
});
