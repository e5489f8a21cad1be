import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { errorEnvelope } from '../../../cluster/api/contract.ts';
import { type LiveCluster, makeCluster } from '../node/live-cluster.ts';
import { refusalOf } from './refusal.ts';

let cluster: LiveCluster;
beforeAll(async () => {
  cluster = await makeCluster(1);
  await cluster.start();
  await cluster.initialize();
});
afterAll(() => cluster.destroy());

describe('refusals carry the code and status of the contract', () => {
  const remember = '/api/v1/memories/remember';
  const memory = { content: 'disk swapped', id: 'ops-17' };

  test('places that name different spaces', async () => {
    const headers = { 'x-memory-space': 'one-space', 'x-memory-space-id': 'other-space' };
    expect(await refusalOf(cluster.node(0), 'POST', remember, memory, headers)).toEqual({
      status: 400,
      code: 'INVALID_MEMORY_INPUT',
      message:
        'Unexpected space `other-space` in header `x-memory-space-id`, expected `one-space` as in header `x-memory-space`.',
    });
  });

  test.each([
    [
      'an impossible space id',
      'GET',
      '/api/v1/memories?space=NO',
      undefined,
      400,
      'INVALID_MEMORY_INPUT',
    ],
    [
      'an unknown tier',
      'GET',
      '/api/v1/memories?tier=lukewarm',
      undefined,
      400,
      'INVALID_MEMORY_INPUT',
    ],
    [
      'faults of a node that is no test node',
      'POST',
      '/__test__/faults',
      {},
      404,
      'RESOURCE_NOT_FOUND',
    ],
    [
      'an unknown query parameter',
      'GET',
      '/health?verbose=1',
      undefined,
      400,
      'INVALID_MEMORY_INPUT',
    ],
    [
      'a parameter that is given twice',
      'GET',
      '/api/v1/memories?limit=1&limit=2',
      undefined,
      400,
      'INVALID_MEMORY_INPUT',
    ],
    [
      'an unknown space',
      'GET',
      '/api/v1/memories?space=nowhere',
      undefined,
      404,
      'RESOURCE_NOT_FOUND',
    ],
    [
      'an unknown node',
      'GET',
      '/api/v1/cluster/nodes/node-9',
      undefined,
      404,
      'RESOURCE_NOT_FOUND',
    ],
    ['an unknown path', 'GET', '/api/v2/memories', undefined, 404, 'RESOURCE_NOT_FOUND'],
    ['a wrong method', 'DELETE', '/health', undefined, 405, 'METHOD_NOT_ALLOWED'],
    ['content of blanks', 'POST', remember, { content: '  ' }, 422, 'MEMORY_VALIDATION_ERROR'],
    [
      'an unknown field',
      'POST',
      remember,
      { content: 'x', colour: 'red' },
      422,
      'MEMORY_VALIDATION_ERROR',
    ],
    ['a wrong type', 'POST', remember, { content: 7 }, 422, 'MEMORY_VALIDATION_ERROR'],
    [
      'a body that is too long',
      'POST',
      remember,
      { content: 'x'.repeat(2_000_000) },
      413,
      'PAYLOAD_TOO_LARGE',
    ],
    [
      'content that is too long',
      'POST',
      remember,
      { content: 'x'.repeat(100_001) },
      422,
      'MEMORY_VALIDATION_ERROR',
    ],
  ] as const)('%s', async (_, method, path, body, status, code) => {
    expect(await refusalOf(cluster.node(0), method, path, body)).toMatchObject({ status, code });
  });

  test('a body that is no JSON, or says it is something else', async () => {
    const send = async (body: string, type: string) => {
      const url = `${cluster.node(0).url}${remember}`;
      const response = await fetch(url, {
        method: 'POST',
        body,
        headers: { 'content-type': type },
      });
      return {
        status: response.status,
        code: errorEnvelope.parse(await response.json()).error.code,
      };
    };
    expect(await send('{"content":', 'application/json')).toEqual({
      status: 400,
      code: 'BAD_REQUEST',
    });
    expect(await send('content=x', 'application/x-www-form-urlencoded')).toEqual({
      status: 415,
      code: 'UNSUPPORTED_MEDIA_TYPE',
    });
  });
});
