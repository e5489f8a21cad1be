// Places in a JSON document: `$.per_node[0].primary_spaces`.

export type JsonPath = readonly (string | number)[];

export function formatPath(path: JsonPath): string {
  const parts = path.map((key) => {
    if (typeof key === 'number') return `[${key}]`;
    return /^[A-Za-z_][\w-]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
  });
  return `$${parts.join('')}`;
}

/**
 * Line of `source`, from 0, on which the value at `path` starts; that of the nearest place above it when the source
 * has no such value. `source` must be JSON.
 */
export function lineOfPath(source: string, path: JsonPath): number {
  const end = findValue(source, path);
  return source.slice(0, end).split('\n').length - 1;
}

// Strings, punctuation, and runs of anything else (numbers and words).
export const jsonToken = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+/gs;

/** Offset of the value at `path`, or of the deepest value on the way to it. */
function findValue(source: string, path: JsonPath): number {
  let found = 0;
  let depthFound = -1;
  walk(source, (offset, at) => {
    const isOnTheWay = at.length <= path.length && at.every((key, index) => key === path[index]);
    if (!isOnTheWay || at.length <= depthFound) return;
    found = offset;
    depthFound = at.length;
  });
  return found;
}

/** Calls `visit` with the offset and the path of every value. */
function walk(source: string, visit: (offset: number, path: JsonPath) => void): void {
  const open: { key: string | number; isObject: boolean; awaitsKey: boolean }[] = [];
  const onValue = (offset: number): void =>
    visit(
      offset,
      open.map(({ key }) => key),
    );
  for (const match of source.matchAll(jsonToken)) {
    const [text] = match;
    const top = open.at(-1);
    if (text === '{' || text === '[') {
      onValue(match.index);
      const isObject = text === '{';
      open.push({ key: isObject ? '' : 0, isObject, awaitsKey: isObject });
    } else if (text === '}' || text === ']') {
      open.pop();
    } else if (text === ',') {
      if (top?.isObject) top.awaitsKey = true;
      else if (top && typeof top.key === 'number') top.key += 1;
    } else if (text === ':') {
      if (top) top.awaitsKey = false;
    } else if (top?.awaitsKey) {
      top.key = unquote(text);
    } else {
      onValue(match.index);
    }
  }
}

function unquote(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}
