// What the schema of the facts says, as sentences that point into the file.
import type { z } from 'zod';
import { closestWord } from './closest-word.ts';
import type { Complain } from './complain.ts';
import { fixtureKeys, runbookKeys } from './front-matter.ts';
import type { FrontMatterYaml } from './front-matter-yaml.ts';
import { parameterKeys } from './parameter-facts.ts';
import { spanInLine } from './source-text.ts';

export type FactsKey = 'runbook' | 'fixture';

export function complainIssue(
  yaml: FrontMatterYaml,
  key: FactsKey,
  issue: z.core.$ZodIssue,
  complain: Complain,
): void {
  const path = [key, ...issue.path];
  const name = path.join('.');
  const known = knownKeys(key, issue.path);
  const owner = yaml.key([key]);
  const fallback = owner === undefined ? spanInLine(1, 1, 3) : yaml.spanOf(owner);
  if (issue.code === 'unrecognized_keys') {
    for (const unknown of issue.keys) {
      const node = yaml.key([...path, unknown]);
      const near = closestWord(unknown, known);
      complain(
        'parse/unknown-key',
        node === undefined ? fallback : yaml.spanOf(node),
        `Unexpected key \`${unknown}\` in \`${name}\`, expected ${oneOf(near === undefined ? known : [near])}`,
        near === undefined ? undefined : `did you mean \`${near}\`?`,
      );
    }
    return;
  }
  if (issue.code === 'custom' && issue.params?.['of'] === 'key') {
    const at = yaml.key(path);
    complain(
      'parse/invalid-value',
      at === undefined ? fallback : yaml.spanOf(at),
      `Unexpected name \`${String(path.at(-1))}\` in \`${path.slice(0, -1).join('.')}\`, ${issue.message}`,
    );
    return;
  }
  const node = yaml.node(path);
  if (issue.path.length > 0 && yaml.pair(path) === undefined && node === undefined) {
    const parent = yaml.key(path.slice(0, -1));
    complain(
      'parse/missing-key',
      parent === undefined ? fallback : yaml.spanOf(parent),
      `Unexpected \`${path.slice(0, -1).join('.')}\` without \`${String(path.at(-1))}\`, ${issue.message}`,
    );
    return;
  }
  const expected = issue.path.length > 0 ? issue.message : `expected keys such as \`${known[0]}\``;
  const found = node === undefined ? '' : yaml.sourceOf(node);
  const place = node === undefined || found === '' ? yaml.key(path) : node;
  complain(
    'parse/invalid-value',
    place === undefined ? fallback : yaml.spanOf(place),
    found === ''
      ? `Unexpected \`${name}\` without a value, ${expected}`
      : `Unexpected value \`${found}\` of \`${name}\`, ${expected}`,
  );
}

function knownKeys(key: FactsKey, path: readonly PropertyKey[]): readonly string[] {
  if (key === 'fixture') return fixtureKeys;
  return path[0] === 'parameters' ? parameterKeys : runbookKeys;
}

function oneOf(names: readonly string[]): string {
  if (names.length === 1) return `\`${names[0]}\``;
  return `${names
    .slice(0, -1)
    .map((name) => `\`${name}\``)
    .join(', ')} or \`${names.at(-1)}\``;
}
