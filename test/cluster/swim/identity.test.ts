import { describe, expect, test } from 'vitest';
import type { Message } from '../../../cluster/swim/message.ts';
import { addressOf, aNode, gossip, stateOf, sync } from './a-node.ts';
import { recordOf, rumorAbout } from './rumors.ts';

describe('claims about the node itself', () => {
  test.each(['suspect', 'dead', 'left'] as const)(
    '%s is refuted in the next incarnation',
    (state) => {
      const node = aNode();
      const effects = node.receive(
        addressOf('node-2'),
        gossip('node-2', rumorAbout('node-1', { state, incarnation: 7, by: 'node-2' })),
        2,
      );
      expect(stateOf(node, 'node-1')).toBe('alive 8');
      expect(effects).toContainEqual({ kind: 'incarnation-raised', incarnation: 8 });
    },
  );

  test('a record from an earlier run is overruled', () => {
    const node = aNode();
    const earlier = rumorAbout('node-1', {
      record: recordOf('node-1', { startedAt: 1 }),
      incarnation: 3,
    });
    node.receive(addressOf('node-2'), gossip('node-2', earlier), 2);
    expect(stateOf(node, 'node-1')).toBe('alive 4');
  });

  test('an echo of the own claim raises nothing', () => {
    const node = aNode();
    node.receive(addressOf('node-2'), gossip('node-2', rumorAbout('node-1')), 2);
    expect(stateOf(node, 'node-1')).toBe('alive 1');
  });

  test('a node that left does not refute', () => {
    const node = aNode();
    node.leave(2);
    const effects = node.receive(
      addressOf('node-2'),
      gossip('node-2', rumorAbout('node-1', { state: 'suspect', by: 'node-2' })),
      3,
    );
    expect([effects, stateOf(node, 'node-1'), node.nextTickAt()]).toEqual([
      [],
      'left 1',
      Number.POSITIVE_INFINITY,
    ]);
  });
});

describe('two nodes with one id', () => {
  const elsewhere = { swimAddress: '127.0.1.9:7946' };
  const newer = recordOf('node-2', { ...elsewhere, startedAt: recordOf('node-2').startedAt + 1 });

  test('the newcomer is refused, told who holds the id, and changes nothing', () => {
    const node = aNode();
    const join: Message = {
      kind: 'sync',
      from: 'node-2',
      reply: true,
      rumors: [rumorAbout('node-2', { record: newer, incarnation: 9 })],
    };
    expect(node.receive('127.0.1.9:7946', join, 2)).toEqual([
      {
        kind: 'impostor-refused',
        id: 'node-2',
        heldBy: '127.0.1.2:7946',
        address: '127.0.1.9:7946',
      },
      {
        kind: 'send',
        to: '127.0.1.9:7946',
        message: { kind: 'gossip', from: 'node-1', rumors: [rumorAbout('node-2')] },
      },
    ]);
    expect(stateOf(node, 'node-2')).toBe('alive 1');
  });

  test('a node that hears of an older holder of its id is refused', () => {
    const older = recordOf('node-1', { ...elsewhere, startedAt: 1 });
    const effects = aNode().receive(
      addressOf('node-2'),
      gossip('node-2', rumorAbout('node-1', { record: older })),
      2,
    );
    expect(effects).toContainEqual({ kind: 'identity-refused', heldBy: '127.0.1.9:7946' });
  });

  test('the older holder answers a younger claim with a higher incarnation', () => {
    const node = aNode();
    const younger = recordOf('node-1', {
      ...elsewhere,
      startedAt: recordOf('node-1').startedAt + 1,
    });
    node.receive(
      addressOf('node-2'),
      gossip('node-2', rumorAbout('node-1', { record: younger, incarnation: 4 })),
      2,
    );
    expect(stateOf(node, 'node-1')).toBe('alive 5');
  });

  test('the id of a dead member is free for a node at another address', () => {
    const node = aNode([rumorAbout('node-2', { state: 'dead' })]);
    node.receive(
      '127.0.1.9:7946',
      sync('node-2', rumorAbout('node-2', { record: newer, incarnation: 2 })),
      2,
    );
    expect(node.members(0).find((member) => member.id === 'node-2')).toMatchObject({
      state: 'alive',
      incarnation: 2,
      swimAddress: '127.0.1.9:7946',
    });
  });
});
