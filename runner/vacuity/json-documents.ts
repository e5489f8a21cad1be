// JSON documents that a step could have printed instead of its own: like it, and unlike it.

import {
  formatPath,
  isArray,
  isDigits,
  isObject,
  type JsonPlace,
  type JsonTree,
  placesOf,
  printTree,
  replaceAt,
} from './json-tree.ts';
import type { CounterText } from './seen.ts';
import { noWords, type Words } from './words.ts';

// Bounds: a document of a thousand values has its first ones changed, and of each list the few that differ in kind.
const placesMax = 60;
const objectsMax = 8;
const keysMax = 3;
const valuesMax = 5;
const itemsMax = 60;

/** Every value keeps its type, or is missing. */
export function* similarDocuments(tree: JsonTree, words: Words = noWords): Generator<CounterText> {
  const places = placesOf(tree, placesMax);
  const changed = places.flatMap((place) =>
    [...changedValues(place, words)].map(([what, value]) => ({ place, what, value })),
  );
  for (const { place, what, value } of changed)
    yield { what: `${what} at \`${formatPath(place.path)}\``, text: print(tree, place, value) };
  for (const place of places) {
    if (place.path.length > 0)
      yield { what: `no \`${formatPath(place.path)}\``, text: print(tree, place, undefined) };
  }
}

function* changedValues(
  { value }: JsonPlace,
  words: Words,
): Generator<readonly [string, JsonTree]> {
  if (isDigits(value)) {
    const known = Number(value.digits);
    const near = words.numbers.map(Number).flatMap((number) => [number, number - 1, number + 1]);
    for (const number of [known + 1, known * 1000 + 1e6, 0, -1 - Math.abs(known), ...near])
      if (Number.isFinite(number)) yield ['another number', { digits: String(number) }];
  } else if (typeof value === 'string') {
    for (const text of ['other', '', ...words.texts, `${value}x`, ...words.numbers])
      if (text !== value) yield ['another text', text];
  } else if (typeof value === 'boolean') yield [`\`${!value}\``, !value];
  else if (isArray(value)) yield* changedLists(value);
}

function* changedLists(items: readonly JsonTree[]): Generator<readonly [string, JsonTree]> {
  const [first] = items;
  if (first === undefined) return;
  yield ['an empty array', []];
  yield ['one item more', [first, ...items]];
  yield ['one item more', [...items, lesser(first)]];
  if (items.length < 2) return;
  yield ['one item less', items.slice(1)];
  yield ['one item less', items.slice(0, -1)];
  yield ['another order', items.toReversed()];
}

/** Comes before `value` in every order. */
function lesser(value: JsonTree): JsonTree {
  if (isDigits(value)) return { digits: String(-1 - Math.abs(Number(value.digits))) };
  return typeof value === 'string' ? '' : value;
}

type Members = readonly (readonly [string, JsonTree])[];

/** Members that a filter names, together: it may ask for `select(.state == "dead" and .role == "primary")`. */
export function* namedMembers(tree: JsonTree, words: Words): Generator<CounterText> {
  const objects = placesOf(tree, placesMax).flatMap(({ path, value }) =>
    isObject(value) ? [{ path, value, sets: memberSets(value, words) }] : [],
  );
  // Those that have the most of the names are meant.
  const meant = objects
    .toSorted((a, b) => countNamed(b.value, words) - countNamed(a.value, words))
    .slice(0, objectsMax);
  const most = Math.max(0, ...meant.map(({ sets }) => sets.length));
  for (let index = 0; index < most; index += 1) {
    for (const { path, value, sets } of meant) {
      const set = sets[index];
      if (set === undefined) continue;
      const text = print(tree, { path, value }, new Map([...value, ...set]));
      yield { what: `other members at \`${formatPath(path)}\``, text, isOtherShape: true };
    }
  }
}

/** Items where there are none, and values of other types. */
export function* otherTypes(tree: JsonTree, words: Words): Generator<CounterText> {
  const isOtherShape = true;
  const places = placesOf(tree, placesMax);
  const items = memberSets(new Map(), words).map((members) => new Map(members));
  for (const place of places) {
    if (!isArray(place.value) || place.value.length > 0) continue;
    for (const item of [...others, ...words.texts, ...items].slice(0, itemsMax)) {
      const what = `an item at \`${formatPath(place.path)}\``;
      yield { what, text: print(tree, place, [item]), isOtherShape };
    }
  }
  for (const place of places) {
    for (const other of others) {
      const what = `\`${printTree(other)}\` at \`${formatPath(place.path)}\``;
      yield { what, text: print(tree, place, other), isOtherShape };
    }
  }
}

function countNamed(value: ReadonlyMap<string, JsonTree>, { keys }: Words): number {
  return keys.filter((key) => value.has(key)).length;
}

/** Every choice of a value for each of the first names, those first that the object has. */
function memberSets(
  object: ReadonlyMap<string, JsonTree>,
  { keys, texts, numbers }: Words,
): readonly Members[] {
  const known = keys.filter((key) => object.has(key));
  const names = [...known, ...keys.filter((key) => !object.has(key))].slice(0, keysMax);
  const values: readonly JsonTree[] = [
    ...texts.slice(0, valuesMax - 1),
    ...numbers.flatMap((digits) => [{ digits }, { digits: String(Number(digits) + 1) }]),
    true,
    { digits: '-1' },
    'other',
    new Map(),
  ].slice(0, valuesMax);
  let sets: readonly Members[] = [[]];
  for (const key of names)
    sets = sets.flatMap((set) => [set, ...values.map((value): Members => [...set, [key, value]])]);
  return sets.filter((set) => set.length > 0);
}

const others: readonly JsonTree[] = [null, true, { digits: '1' }, 'x', [], new Map()];

/** Documents that hold next to nothing. */
export function* otherDocuments(): Generator<CounterText> {
  for (const tree of [...others, false, { digits: '0' }, ''])
    yield {
      what: `the document \`${printTree(tree)}\``,
      text: printTree(tree),
      isOtherShape: true,
    };
}

function print(tree: JsonTree, { path }: JsonPlace, put: JsonTree | undefined): string {
  return `${printTree(replaceAt(tree, path, put))}\n`;
}
