// JSON that can be changed at one place and printed again, with every digit of its numbers.

/** A number as it was written. */
export interface JsonDigits {
  readonly digits: string;
}

export type JsonTree =
  | string
  | boolean
  | null
  | JsonDigits
  | readonly JsonTree[]
  | ReadonlyMap<string, JsonTree>;

export type JsonPath = readonly (string | number)[];

export interface JsonPlace {
  readonly path: JsonPath;
  readonly value: JsonTree;
}

/** Undefined: no JSON. */
export function parseTree(text: string): JsonTree | undefined {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''), revive) as JsonTree;
  } catch {
    return undefined;
  }
}

export function printTree(tree: JsonTree): string {
  if (isDigits(tree)) return tree.digits;
  if (isArray(tree)) return `[${tree.map(printTree).join(',')}]`;
  if (!isObject(tree)) return JSON.stringify(tree);
  const members = [...tree].map(([key, value]) => `${JSON.stringify(key)}:${printTree(value)}`);
  return `{${members.join(',')}}`;
}

/** The document and everything in it, level by level; at most `max`. */
export function placesOf(tree: JsonTree, max: number): readonly JsonPlace[] {
  const places: JsonPlace[] = [{ path: [], value: tree }];
  for (let at = 0; at < places.length && places.length < max; at += 1) {
    const { path, value } = places[at] as JsonPlace;
    const inner: Iterable<readonly [string | number, JsonTree]> = isArray(value)
      ? value.entries()
      : isObject(value)
        ? value
        : [];
    for (const [key, member] of inner) places.push({ path: [...path, key], value: member });
  }
  return places.slice(0, max);
}

/** The whole with another value at one place; undefined takes the place away. The root stays. */
export function replaceAt(
  tree: JsonTree,
  [key, ...rest]: JsonPath,
  put: JsonTree | undefined,
): JsonTree {
  if (key === undefined) return put ?? tree;
  if (isArray(tree)) {
    const items = tree.map((item, index) =>
      index === key && rest.length > 0 ? replaceAt(item, rest, put) : item,
    );
    if (rest.length === 0) items.splice(Number(key), 1, ...(put === undefined ? [] : [put]));
    return items;
  }
  if (!isObject(tree)) return tree;
  const members = new Map(tree);
  const inner = members.get(String(key));
  if (rest.length > 0 && inner !== undefined) members.set(String(key), replaceAt(inner, rest, put));
  else if (put === undefined) members.delete(String(key));
  else members.set(String(key), put);
  return members;
}

export function formatPath(path: JsonPath): string {
  const text = path
    .map((key) =>
      typeof key === 'number'
        ? `[${key}]`
        : /^[A-Za-z_]\w*$/.test(key)
          ? `.${key}`
          : `[${JSON.stringify(key)}]`,
    )
    .join('');
  return text.startsWith('.') ? text : `.${text}`;
}

export function isDigits(tree: JsonTree): tree is JsonDigits {
  return typeof tree === 'object' && tree !== null && !isArray(tree) && !isObject(tree);
}

export function isArray(tree: JsonTree): tree is readonly JsonTree[] {
  return Array.isArray(tree);
}

export function isObject(tree: JsonTree): tree is ReadonlyMap<string, JsonTree> {
  return tree instanceof Map;
}

/** Called from the inside out, and once for each value of the document. */
function revive(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value === 'number') return { digits: context?.source ?? String(value) };
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return new Map(Object.entries(value));
}
