import { describe, expect, test } from 'vitest';
import type { Effect, SendEffect } from '../../../cluster/swim/effect.ts';
import type { Membership } from '../../../cluster/swim/membership.ts';
import { addressOf, aNode, gossip, stateOf, ticksUntil } from './a-node.ts';
import { rumorAbout } from './rumors.ts';

describe('local health', () => {
  test('worsens with every probe that neither target nor helpers answer, and slows probing down', () => {
    const node = aNode();
    const before = countPings(ticksUntil(node, 2_000));
    ticksUntil(node, 4_000);
    expect(node.localHealth()).toBeGreaterThan(0);
    expect(countPings(ticksUntil(node, 6_000))).toBeLessThan(before);
  });

  test('does not worsen while helpers say that they cannot reach the target either', () => {
    const node = aNode();
    let now = 1;
    while (stateOf(node, 'node-2') === 'alive 1') {
      now = node.nextTickAt();
      for (const effect of node.tick(now)) {
        if (effect.kind === 'send') answerFor('node-3', node, effect, now);
      }
    }
    expect([stateOf(node, 'node-2'), node.localHealth()]).toEqual(['suspect 1', 0]);
  });

  test('recovers with answers', () => {
    const node = aNode();
    ticksUntil(node, 4_000);
    expect(node.localHealth()).toBeGreaterThan(0);
    let now = 4_000;
    while (node.localHealth() > 0 && now < 60_000) {
      now = node.nextTickAt();
      for (const effect of node.tick(now)) {
        if (effect.kind !== 'send') continue;
        for (const id of ['node-2', 'node-3']) answerFor(id, node, effect, now);
      }
    }
    expect(node.localHealth()).toBe(0);
  });
});

describe('a process that did not run for a while', () => {
  test('buries nobody for it: its deadlines move by as much', () => {
    const node = aNode();
    node.receive(
      addressOf('node-3'),
      gossip('node-3', rumorAbout('node-2', { state: 'suspect', by: 'node-3' })),
      2,
    );
    const effects = node.tick(60_000);
    expect(effects.map((effect) => effect.kind)).toContain('stall-absorbed');
    expect(stateOf(node, 'node-2')).toBe('suspect 1');
    // It still has all the time that it had before.
    node.receive(
      addressOf('node-2'),
      gossip('node-2', rumorAbout('node-2', { incarnation: 2 })),
      60_001,
    );
    expect(stateOf(node, 'node-2')).toBe('alive 2');
  });
});

function countPings(effects: readonly Effect[]): number {
  return effects.filter((effect) => effect.kind === 'send' && effect.message.kind === 'ping')
    .length;
}

/** What a member that is well says: an ack to a ping, a nack to a ping-request, and that it is alive. */
function answerFor(id: string, node: Membership, effect: SendEffect, now: number): void {
  const { message } = effect;
  if (effect.to !== addressOf(id) || !('sequence' in message)) return;
  const kind = message.kind === 'ping' ? 'ack' : 'nack';
  const rumors = [rumorAbout(id, { incarnation: 2 })];
  node.receive(addressOf(id), { kind, from: id, sequence: message.sequence, rumors }, now);
}
