import { describe, expect, it } from 'vitest';
import { majorityOf, parseSpaceId } from '../../../cluster/model/space.ts';

describe('a space id', () => {
  it('is trimmed', () => {
    expect(parseSpaceId(' tenant-a ')).toEqual({ kind: 'valid', id: 'tenant-a' });
  });

  it.each(['ab', 'Tenant', 'a b', 'a'.repeat(65), ''])('is not `%s`', (text) => {
    expect(parseSpaceId(text)).toEqual({
      kind: 'invalid',
      message: `Unexpected space id \`${text}\`, expected 3 to 64 characters of \`a-z\`, \`0-9\`, \`_\` and \`-\`.`,
    });
  });

  it('is not the name of the catalog', () => {
    expect(parseSpaceId('_catalog')).toEqual({
      kind: 'invalid',
      message: 'Unexpected space id `_catalog`, expected another name: this one is reserved.',
    });
  });
});

describe('a majority', () => {
  it.each([
    [1, 1],
    [2, 2],
    [3, 2],
    [4, 3],
    [5, 3],
  ])('of %d is %d', (voters, majority) => {
    expect(majorityOf(voters)).toBe(majority);
  });
});
