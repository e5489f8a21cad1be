import { afterAll, beforeAll, expect, test } from 'vitest';
import { endpoints, type ResponseOf } from '../../../cluster/api/contract.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { type LiveCluster, makeCluster } from '../node/live-cluster.ts';

let cluster: LiveCluster;
beforeAll(async () => {
  cluster = await makeCluster(3);
  await cluster.start();
  await cluster.initialize();
});
afterAll(() => cluster.destroy());

async function store(path: string, body: unknown): Promise<void> {
  const answer = await cluster.node(0).ask('POST', path, body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
}

async function recall(path: string, at = 1): Promise<ResponseOf<'recall'>> {
  return await cluster.node(at).get('recall', `/api/v1/memories/recall?${path}`);
}

function idsIn({ memories }: ResponseOf<'recall'>): readonly string[] {
  return [...memories.vivid, ...memories.associated].map(({ id }) => id);
}

const vector = (first: number): number[] => [first, ...Array.from({ length: 767 }, () => 1)];

test('what was stored on one node is recalled by words and by embedding on another', async () => {
  const remember = '/api/v1/memories/remember?space=ops';
  await store(remember, { id: 'disk', content: 'The disk of rack 4 was swapped', confidence: 0.9 });
  await store(remember, { id: 'fan', content: 'A fan was noisy', embedding: vector(-500) });
  await store('/api/v1/episodes/remember?space=ops', {
    id: 'outage',
    what: 'Power failed',
    when: '2026-01-05T12:00:00+02:00',
    who: ['Ada', 'Grace'],
    where_location: 'rack 4',
    importance: 0.8,
    embedding: vector(500),
  });

  const byWords = await recall('space=ops&query=disk+rack&include_metadata=true');
  expect(byWords.memories.vivid).toMatchObject([{ id: 'disk', similarity_score: 1 }]);
  expect(byWords.metadata).toMatchObject({ total_memories_searched: 3, total_matches: 1 });
  expect(byWords.partitions).toEqual({ expected: 1, responding: 1, missing: [] });
  expect(idsIn(await recall('space=ops&query=grace'))).toEqual(['outage']);
  expect(idsIn(await recall('space=ops&query=rack&to_time=2026-01-05T10:00:00Z'))).toEqual([
    'outage',
  ]);

  const asked = { embedding: vector(400), memory_space_id: 'ops' };
  const answer = await cluster.node(2).ask('POST', '/api/v1/memories/recall', asked);
  expect(idsIn(endpoints.recallWithBody.response.parse(answer.body))).toEqual(['outage']);
});

test('a query gives episodes and an interval', async () => {
  await store('/api/v1/memories/remember?space=asked', { content: 'cable cut', confidence: 0.6 });
  const question = { query_text: 'cable', memory_space_id: 'asked' };
  const { status, body } = await cluster.node(1).ask('POST', '/api/v1/query', question);
  expect(status).toBe(200);
  const given = endpoints.query.response.parse(body);
  expect(given.episodes).toMatchObject([{ content: 'cable cut' }]);
  expect(given.aggregate_confidence).toEqual({
    lower_bound: 0.6,
    mean: 0.6,
    upper_bound: 0.6,
    width: 0,
  });
});

test('a question without words and embedding is refused, and so is an embedding of another length', async () => {
  const ask = async (path: string): Promise<number> =>
    (await cluster.node(0).ask('GET', `/api/v1/memories/recall?${path}`)).status;
  expect(await ask('space=ops')).toBe(400);
  expect(await ask('space=ops&embedding=[1,2]')).toBe(400);
  expect(await ask('space=never-made&query=x')).toBe(404);
  expect(await ask('space=ops&spaces=*&query=x')).toBe(400);
});

test('when nodes are gone the others answer with less confidence and never with an error', async () => {
  await store('/api/v1/memories/remember?space=lasting', {
    content: 'still here',
    confidence: 0.9,
  });
  const before = await recall('space=lasting&query=still');
  expect(before.recall_confidence.value).toBeCloseTo(0.9);
  // A write is acknowledged when two of three copies have it: the third may be a moment behind, and is the one that stays.
  const local = '/api/v1/memories?space=lasting&consistency=local';
  const isHere = async (): Promise<boolean> =>
    (await cluster.node(1).get('listMemories', local)).memories.length === 1;
  await waitUntil(isHere, 60_000, 'the write on the node that stays');
  await cluster.node(0).end('SIGKILL');
  await cluster.node(2).end('SIGKILL');
  await waitUntil(
    async () => {
      const answer = await recall('spaces=*&query=still');
      return answer.recall_confidence.value < 0.9 && idsIn(answer).length === 1;
    },
    60_000,
    'a lowered confidence',
  );
  const after = await recall('spaces=*&query=still');
  expect(after.partitions.missing).toEqual([]);
  expect(after.recall_confidence).toEqual({
    value: 0.81,
    category: 'High',
    reasoning: 'lowered during a partition',
  });
});
