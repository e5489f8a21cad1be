import { formatPath, jsonToken } from './json-path.ts';

/**
 * The first member, as a path, whose name stands twice in one object; undefined if there is none. `text` must be JSON.
 * Programs disagree on which of the two counts, so no sample can be compared with such a document.
 */
export function findDuplicateMember(text: string): string | undefined {
  const open: { readonly names: Set<string> | undefined; key: string | number; isKey: boolean }[] =
    [];
  for (const [token] of text.matchAll(jsonToken)) {
    const top = open.at(-1);
    if (token === '{') open.push({ names: new Set(), key: '', isKey: true });
    else if (token === '[') open.push({ names: undefined, key: 0, isKey: false });
    else if (token === '}' || token === ']') open.pop();
    else if (top === undefined) continue;
    else if (token === ',') {
      if (typeof top.key === 'number') top.key += 1;
      else top.isKey = true;
    } else if (top.isKey && top.names !== undefined) {
      top.isKey = false;
      top.key = String(JSON.parse(token));
      if (top.names.has(top.key)) return formatPath(open.map(({ key }) => key));
      top.names.add(top.key);
    }
  }
  return undefined;
}
