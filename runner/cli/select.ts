// Which pages a command is about, and a sentence that says which filter removed what.
import { NothingToDo } from '../errors.ts';
import { closestWord } from '../parse/closest-word.ts';

export interface Filter<T> {
  /** As the caller typed it: `--tag disk`. */
  readonly name: string;
  readonly apply: (items: readonly T[]) => readonly T[];
}

/** Never returns nothing: a run in which everything was filtered out would look green. `noun` is in the singular. */
export function select<T>(
  items: readonly T[],
  filters: readonly Filter<T>[],
  noun: string,
): readonly T[] {
  let left = items;
  const story: string[] = [];
  for (const { name, apply } of filters) {
    left = apply(left);
    story.push(`\`${name}\` left ${left.length === 0 ? 'none' : left.length}`);
    if (left.length === 0) {
      throw new NothingToDo(
        `Unexpected selection without a ${noun}, expected at least one: of ${items.length}, ${story.join(', ')}`,
      );
    }
  }
  return left;
}

/** What has any of the tags. A tag that nothing has is a slip of the finger, and would leave pages out without a word. */
export function tagFilter<T>(
  tags: readonly string[],
  items: readonly T[],
  tagsOf: (item: T) => readonly string[],
): Filter<T> {
  const known = [...new Set(items.flatMap(tagsOf))].toSorted();
  for (const tag of tags) {
    if (known.includes(tag)) continue;
    const closest = closestWord(tag, known);
    throw new NothingToDo(
      `Unexpected tag \`${tag}\`, expected one that a page carries`,
      closest === undefined ? describeTags(known) : `there is \`${closest}\``,
    );
  }
  return {
    name: tags.map((tag) => `--tag ${tag}`).join(' '),
    apply: (left) => left.filter((item) => tagsOf(item).some((tag) => tags.includes(tag))),
  };
}

function describeTags(known: readonly string[]): string {
  if (known.length === 0) return 'none of the pages has `tags` in its front matter';
  return `there are ${known.map((tag) => `\`${tag}\``).join(', ')}`;
}

export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly of: number;
}

/**
 * Every `of`-th of the items, by their rank in the order of `keyOf`: the same on every machine that was given the same
 * pages, whatever the order of its arguments. The parts are as large as each other, give or take one.
 */
export function shardFilter<T>({ index, of }: Shard, keyOf: (item: T) => string): Filter<T> {
  return {
    name: `--shard ${index}/${of}`,
    apply: (items) => {
      const ranked = items.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
      const part = new Set(ranked.filter((_, rank) => rank % of === index - 1));
      return items.filter((item) => part.has(item));
    },
  };
}
