import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSeededRandom } from '../../../cluster/io/random.ts';
import { datagramBytesMax } from '../../../cluster/net/transport.ts';
import { messageBytes } from '../../../cluster/swim/codec.ts';
import type { Effect, SendEffect } from '../../../cluster/swim/effect.ts';
import { createMembership, type Membership } from '../../../cluster/swim/membership.ts';
import type { Message, Rumor } from '../../../cluster/swim/message.ts';
import { defaultTiming, fastTiming, findTimingFault } from '../../../cluster/swim/timing.ts';
import { recordOf, rumorAbout } from './rumors.ts';

const addressOf = (id: string): string => recordOf(id).swimAddress;

/** node-1, which has just heard of the others from a list. */
function aNode(
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

function sync(from: string, ...rumors: readonly Rumor[]): Message {
  return { kind: 'sync', from, reply: false, rumors };
}

function gossip(from: string, ...rumors: readonly Rumor[]): Message {
  return { kind: 'gossip', from, rumors };
}

function stateOf(node: Membership, id: string): string {
  const member = node.members(0).find((candidate) => candidate.id === id);
  return member === undefined ? 'unknown' : `${member.state} ${member.incarnation}`;
}

function sent(effects: readonly Effect[]): string[] {
  return effects.flatMap((effect) =>
    effect.kind === 'send' ? [`${effect.message.kind} to ${effect.to}`] : [],
  );
}

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
    node.setSeeds(['node-1', 'node-2'].map(addressOf));
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

/** Everything that the node does up to a time, in a network where nobody answers. */
function ticksUntil(node: Membership, end: number): Effect[] {
  const effects: Effect[] = [];
  while (node.nextTickAt() <= end) effects.push(...node.tick(node.nextTickAt()));
  return effects;
}

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

describe('datagrams', () => {
  test('none is larger than the limit, however much there is to tell', () => {
    const crowd = Array.from({ length: 60 }, (_, index) => rumorAbout(`node-${index + 2}`));
    const node = aNode(crowd);
    const effects = [
      ...Array.from({ length: 400 }, () => node.tick(node.nextTickAt())).flat(),
      ...node.receive(addressOf('node-2'), { ...sync('node-2'), kind: 'sync', reply: true }, 1e6),
    ];
    const sizes = effects.flatMap((effect) =>
      effect.kind === 'send' ? [messageBytes(effect.message)] : [],
    );
    expect(sizes.length).toBeGreaterThan(400);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(datagramBytesMax);
    expect(Math.max(...sizes)).toBeGreaterThan(1_200);
  });

  test('any messages in any order leave a list in which every change was news', () => {
    const rumor = fc.record({
      record: fc.constantFrom('node-1', 'node-2', 'node-3', 'node-4').map((id) => recordOf(id)),
      state: fc.constantFrom('alive', 'suspect', 'dead', 'left'),
      incarnation: fc.nat(4),
      by: fc.constantFrom('node-2', 'node-3'),
    });
    const kinds = fc.constantFrom<Message>(gossip('node-2'), {
      ...sync('node-3'),
      kind: 'sync',
      reply: true,
    });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(kinds, fc.array(rumor, { maxLength: 4 }), fc.nat(2_000))),
        (events) => {
          const node = aNode();
          let now = 1;
          for (const [message, rumors, later] of events) {
            now += later;
            for (const effect of node.receive(
              addressOf(message.from),
              { ...message, rumors: rumors as Rumor[] },
              now,
            )) {
              if (effect.kind !== 'member-changed' || effect.previous === null) continue;
              const { member, previous } = effect;
              expect(member.incarnation).toBeGreaterThanOrEqual(previous.incarnation);
            }
            expect(stateOf(node, 'node-1')).toMatch(/^alive/);
            node.tick(now);
          }
        },
      ),
    );
  });
});

describe('timings', () => {
  test('the default is the documented one: 500 ms for a probe, 5 s for an unconfirmed suspicion', () => {
    expect(defaultTiming).toMatchObject({
      probeTimeoutMs: 500,
      suspicionMaxMs: 5_000,
      indirectProbes: 3,
    });
  });

  test('both presets fit together', () => {
    expect([defaultTiming, fastTiming].map(findTimingFault)).toEqual([null, null]);
  });

  test('numbers that contradict each other are named', () => {
    expect(findTimingFault({ ...defaultTiming, suspicionMinMs: 6_000 })).toBe(
      '`suspicionMinMs` is `6000`, expected at most `suspicionMaxMs`, `5000`.',
    );
    expect(findTimingFault({ ...defaultTiming, intervalMs: 0 })).toBe(
      '`intervalMs` is `0`, expected at least 1 ms.',
    );
    expect(findTimingFault({ ...defaultTiming, gossipMs: Number.NaN })).toBe(
      '`gossipMs` is `NaN`, expected 0 or more.',
    );
  });
});
