// What an assertion speaks of: values and names that a counter-observation must hold to contradict it.

export interface Words {
  readonly texts: readonly string[];
  readonly numbers: readonly string[];
  /** Names of members. */
  readonly keys: readonly string[];
}

export const noWords: Words = { texts: [], numbers: [], keys: [] };

/** Each multiplies the work. */
const wordsMax = 8;

/** Of a jq filter: its strings, what they hold besides the signs of a pattern, its numbers, its names. */
export function wordsOfFilter(filter: string): Words {
  const strings = [...filter.matchAll(/"(?:[^"\\]|\\.)*"/g)].map(({ 0: quoted }) =>
    unquote(quoted),
  );
  const code = filter.replaceAll(
    /"(?:[^"\\]|\\.)*"/g,
    (quoted) => `"${' '.repeat(quoted.length)}"`,
  );
  const numbers = [...code.matchAll(/(?<![\w.])\d+(?:\.\d+)?/g)].map(({ 0: digits }) => digits);
  const names = [...code.matchAll(/[.{,]\s*([A-Za-z_]\w*)/g)].map(({ 1: name = '' }) => name);
  return {
    texts: distinct([...strings, ...strings.flatMap(plainRuns)]),
    numbers: distinct(numbers),
    keys: distinct([...names, ...strings.filter((text) => /^[\w-]+$/.test(text))]),
  };
}

/** Of a regular expression: the runs of plain characters in it. */
export function wordsOfRegex(pattern: string): readonly string[] {
  return distinct(plainRuns(pattern));
}

function plainRuns(pattern: string): readonly string[] {
  // `\d` and `\b` are signs; `\.` is a character.
  const plain = pattern.replaceAll(/\\([A-Za-z])/g, '\u0000').replaceAll(/\\(.)/g, '$1');
  return [...plain.matchAll(/[\p{L}\p{N}](?:[\p{L}\p{N}\p{P} ]*[\p{L}\p{N}])?/gu)].flatMap(
    ({ 0: run }) => [run, ...run.split(/[^\p{L}\p{N}]+/u)],
  );
}

function unquote(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    // jq's `\(…)`: the rest of the string is still a text.
    return quoted.slice(1, -1);
  }
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].filter((text) => text !== '').slice(0, wordsMax);
}
