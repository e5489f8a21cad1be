import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { datagramBytesMax } from '../../../cluster/net/transport.ts';
import { messageBytes } from '../../../cluster/swim/codec.ts';
import type { Message, Rumor } from '../../../cluster/swim/message.ts';
import { addressOf, aNode, gossip, stateOf, sync } from './a-node.ts';
import { recordOf, rumorAbout } from './rumors.ts';

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
