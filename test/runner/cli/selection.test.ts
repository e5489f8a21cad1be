import { describe, expect, test } from 'vitest';
import { type Filter, select, shardFilter, tagFilter } from '../../../runner/cli/select.ts';
import { NothingToDo } from '../../../runner/errors.ts';

const pages = Array.from({ length: 11 }, (_, n) => `page-${n}.md`);
const whole = (item: string): string => item;

describe('shards', () => {
  test.each([1, 2, 3, 4, 10, 11])(
    '%i of them hold every page once, and differ by one at most',
    (of) => {
      const parts = Array.from({ length: of }, (_, index) =>
        shardFilter({ index: index + 1, of }, whole).apply(pages),
      );
      expect(parts.flat().toSorted()).toEqual(pages.toSorted());
      const sizes = parts.map((part) => part.length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    },
  );

  test('are the same whatever the order of the pages, which they keep', () => {
    const filter = shardFilter({ index: 2, of: 3 }, whole);
    const part = filter.apply(pages);
    const reversed = filter.apply(pages.toReversed());
    expect(reversed).toEqual(part.toReversed());
    expect(part).toEqual(pages.filter((page) => part.includes(page)));
  });
});

describe('a selection', () => {
  const even: Filter<number> = { name: '--even', apply: (all) => all.filter((n) => n % 2 === 0) };
  const none: Filter<number> = { name: '--none', apply: () => [] };

  test('is what every filter leaves', () => {
    expect(select([1, 2, 3, 4], [even], 'number')).toEqual([2, 4]);
    expect(select([1], [], 'number')).toEqual([1]);
  });

  test('that leaves nothing says which filter removed what', () => {
    const empty = () => select([1, 2, 3, 4], [even, none, even], 'number');
    expect(empty).toThrow(NothingToDo);
    expect(empty).toThrow(
      /^Unexpected selection without a number, expected at least one: of 4, `--even` left 2, `--none` left none$/,
    );
  });
});

describe('tags', () => {
  const tagged = [['disk'], ['disk', 'slow'], ['net'], []];
  const own = (tags: readonly string[]): readonly string[] => tags;

  test('any of them will do', () => {
    const filter = tagFilter(['slow', 'net'], tagged, own);
    expect(filter.name).toBe('--tag slow --tag net');
    expect(filter.apply(tagged)).toEqual([['disk', 'slow'], ['net']]);
  });

  test.each([
    ['dsik', tagged, 'there is `disk`'],
    ['power', tagged, 'there are `disk`, `net`, `slow`'],
    ['disk', [[]], 'none of the pages has `tags` in its front matter'],
  ])('%s among %j is refused', (tag, items, hint) => {
    let thrown: unknown;
    try {
      tagFilter([tag], items, own);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(NothingToDo);
    expect(thrown).toMatchObject({
      message: `Unexpected tag \`${tag}\`, expected one that a page carries`,
      hint,
    });
  });
});
