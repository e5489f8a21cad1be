// When a node consolidates: not before it knows what was found on the other side of a split.
import { expect, test } from 'vitest';
import { createSystemClock } from '../../../cluster/io/clock.ts';
import { createSilentLogger } from '../../../cluster/io/logger.ts';
import type { SpaceId } from '../../../cluster/model/ids.ts';
import { Consolidator, type ConsolidatorDeps } from '../../../cluster/node/consolidator.ts';

/** A primary with twelve memories in each of its spaces; `changed` names the spaces that a run looked at. */
function consolidator(meetReturned: ConsolidatorDeps['meetReturned']) {
  const changed: string[] = [];
  const episodes = Array.from({ length: 12 }, (_, index) => ({
    id: `m-${index}`,
    content: `disk number ${index} failed`,
    confidence: 0.8,
    tags: [],
  }));
  const hosts = ['orders', 'people'].map((id) => ({
    id,
    status: () => ({ primary: 'node-1', copies: { voters: ['node-1', 'node-2', 'node-3'] } }),
    machine: { newest: () => episodes },
  }));
  const deps = {
    groups: { spaces: new Map(hosts.map((host) => [host.id, host])) },
    peers: { self: 'node-1', alive: () => ['node-1', 'node-2', 'node-3'] },
    patterns: {
      holds: () => true,
      of: async (space: string) => ({
        change: async () => {
          changed.push(space);
          return [];
        },
      }),
    },
    clock: createSystemClock(),
    logger: createSilentLogger(),
    isPartitioned: () => false,
    meetReturned,
    options: { absenceMs: 1_000, episodesMin: 10, episodesMax: 100 },
  };
  // Of its neighbours it uses what is above.
  return { run: new Consolidator(deps as unknown as ConsolidatorDeps), changed };
}

test('a run first fetches what nodes that came back have found', async () => {
  const order: string[] = [];
  const { run, changed } = consolidator(async () => {
    order.push(`fetched before ${changed.length} runs`);
    return new Set();
  });
  await run.run();
  expect(order).toEqual(['fetched before 0 runs']);
  expect(changed).toEqual(['orders', 'people']);
});

test('a space of which the other side is not known yet is left for the next run', async () => {
  let unknown = new Set<SpaceId>(['orders' as SpaceId]);
  const { run, changed } = consolidator(async () => unknown);
  await run.run();
  expect(changed).toEqual(['people']);
  unknown = new Set();
  await run.run();
  expect(changed).toEqual(['people', 'orders', 'people']);
});
