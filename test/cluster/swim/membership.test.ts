import { describe, expect, test } from 'vitest';
import { createSeededRandom } from '../../../cluster/io/random.ts';
import { createMembership } from '../../../cluster/swim/membership.ts';
import type { Message } from '../../../cluster/swim/message.ts';
import { defaultTiming } from '../../../cluster/swim/timing.ts';
import { addressOf, aNode, gossip, sent, stateOf, sync, ticksUntil } from './a-node.ts';
import { recordOf, rumorAbout } from './rumors.ts';

describe('joining', () => {
  test('every seed but the own address is asked for its list', () => {
    const node = createMembership({
      self: recordOf('node-1'),
      seeds: ['node-1', 'node-2', 'node-3'].map(addressOf),
      lastIncarnation: 0,
      timing: defaultTiming,
      random: createSeededRandom(1),
    });
    expect(sent(node.tick(0))).toEqual(['sync to 127.0.1.2:7946', 'sync to 127.0.1.3:7946']);
  });

  test('seeds that are known only later are asked at the next try, the own address never', () => {
    const node = createMembership({
      self: recordOf('node-1'),
      seeds: [],
      lastIncarnation: 0,
      timing: defaultTiming,
      random: createSeededRandom(1),
    });
    expect(sent(node.tick(0))).toEqual([]);
    node.setSeeds(['node-1', 'node-2'].map(addressOf), 1);
    expect(sent(node.tick(node.nextTickAt()))).toEqual(['sync to 127.0.1.2:7946']);
  });

  test('the own address among the seeds makes no phantom member', () => {
    expect(
      aNode()
        .members(0)
        .map((member) => member.id),
    ).toEqual(['node-1', 'node-2', 'node-3']);
  });

  test('the incarnation goes on above the one of the earlier run', () => {
    const node = createMembership({
      self: recordOf('node-1'),
      seeds: [],
      lastIncarnation: 41,
      timing: defaultTiming,
      random: createSeededRandom(1),
    });
    expect(node.tick(0)).toContainEqual({ kind: 'incarnation-raised', incarnation: 42 });
    expect(node.incarnation()).toBe(42);
  });

  test('a ping from a stranger is answered, and followed by the own list and a question for its list', () => {
    const node = aNode();
    const ping: Message = {
      kind: 'ping',
      from: 'node-9',
      sequence: 1,
      target: 'node-1',
      rumors: [],
    };
    expect(sent(node.receive('127.0.1.9:7946', ping, 2))).toEqual([
      'ack to 127.0.1.9:7946',
      'sync to 127.0.1.9:7946',
    ]);
  });
});

describe('claims', () => {
  test('an old suspicion does not change an alive member', () => {
    const node = aNode([rumorAbout('node-2', { incarnation: 5 })]);
    node.receive(
      addressOf('node-3'),
      gossip('node-3', rumorAbout('node-2', { state: 'suspect', incarnation: 4 })),
      2,
    );
    expect(stateOf(node, 'node-2')).toBe('alive 5');
  });

  test('an equal claim is not gossiped on and changes nothing', () => {
    const node = aNode();
    const effects = node.receive(addressOf('node-3'), gossip('node-3', rumorAbout('node-2')), 2);
    expect(effects).toEqual([]);
  });

  test('a dead member is not brought back by an alive claim of its old incarnation', () => {
    const node = aNode([rumorAbout('node-2', { state: 'dead', incarnation: 3 })]);
    node.receive(
      addressOf('node-3'),
      gossip('node-3', rumorAbout('node-2', { incarnation: 3 })),
      2,
    );
    expect(stateOf(node, 'node-2')).toBe('dead 3');
  });

  test('a list that buries a member we hold alive makes it suspect, so that it can refute', () => {
    const node = aNode();
    node.receive(
      addressOf('node-3'),
      sync('node-3', rumorAbout('node-2', { state: 'dead', by: 'node-3' })),
      2,
    );
    expect(stateOf(node, 'node-2')).toBe('suspect 1');
  });

  test('a suspicion learned by gossip ends in dead by a local timer', () => {
    const node = aNode();
    const suspicion = rumorAbout('node-2', { state: 'suspect', by: 'node-3' });
    node.receive(addressOf('node-3'), gossip('node-3', suspicion), 2);
    let now = 2;
    while (now < 2 + defaultTiming.suspicionMaxMs) {
      now = Math.max(node.nextTickAt(), now + 1);
      node.tick(now);
    }
    expect(stateOf(node, 'node-2')).toBe('dead 1');
  });
});

describe('a dead member', () => {
  test('is greeted again, and is told what is said of it and who is speaking', () => {
    const node = aNode([rumorAbout('node-2', { state: 'dead' })]);
    const effects = ticksUntil(node, defaultTiming.reconnectMs * 2);
    const greeting = effects.find(
      (effect) => effect.kind === 'send' && effect.message.kind === 'ping',
    );
    expect(greeting).toMatchObject({
      to: addressOf('node-2'),
      message: {
        target: 'node-2',
        rumors: [rumorAbout('node-2', { state: 'dead' }), rumorAbout('node-1')],
      },
    });
  });
});
