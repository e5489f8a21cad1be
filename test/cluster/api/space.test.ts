import { expect, test } from 'vitest';
import { selectSpace } from '../../../cluster/api/space.ts';
import { ApiError } from '../../../cluster/errors.ts';

function select(headers: Record<string, string>, query?: string, body?: string): string {
  try {
    return selectSpace({ headers, query, body });
  } catch (thrown) {
    if (thrown instanceof ApiError) return `${thrown.code}: ${thrown.message}`;
    throw thrown;
  }
}

test('each place may name the space, and nobody naming one means the default', () => {
  expect(select({})).toBe('default');
  expect(select({ 'x-memory-space': ' alpha ' })).toBe('alpha');
  expect(select({ 'x-engram-memory-space': 'alpha' })).toBe('alpha');
  expect(select({ 'x-memory-space-id': 'alpha' })).toBe('alpha');
  expect(select({}, 'alpha')).toBe('alpha');
  expect(select({}, undefined, 'alpha')).toBe('alpha');
});

test('places that agree are fine, places that disagree are refused', () => {
  expect(
    select({ 'x-memory-space': 'alpha', 'x-memory-space-id': 'alpha' }, 'alpha', 'alpha'),
  ).toBe('alpha');
  expect(select({ 'x-memory-space': 'alpha' }, 'beta')).toBe(
    'INVALID_MEMORY_INPUT: Unexpected space `beta` in query parameter `space`, expected `alpha` as in header `x-memory-space`.',
  );
  expect(select({}, 'alpha', 'beta')).toBe(
    'INVALID_MEMORY_INPUT: Unexpected space `beta` in field `memory_space_id`, expected `alpha` as in query parameter `space`.',
  );
});

test.each(['ab', 'UPPER', 'a b c', '_catalog', 'x'.repeat(65)])('`%s` is no space', (space) => {
  expect(select({ 'x-memory-space': space })).toBe(
    `INVALID_MEMORY_INPUT: Unexpected space \`${space}\` in header \`x-memory-space\`, expected 3 to 64 characters of \`a-z\`, \`0-9\`, \`_\` and \`-\`, not the reserved \`_catalog\`.`,
  );
});
