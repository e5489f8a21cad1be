// Secrets that a sample marks and does not name: what they are is known only once the sample holds.
import type { Expectation, Placeholder } from '../model/expectation.ts';
import { placeholdersOf } from '../model/placeholders.ts';
import type { FindSecrets } from './tools.ts';

const prefix = 'RUNBOOK_UPDATE_SECRET_';

/** Captured values of marks that `nameSecrets` has named. */
export function secretValues(captured: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(captured).flatMap(([name, value]) =>
    name.startsWith(prefix) && value.length > 3 ? [value] : [],
  );
}

export function unnamedSecrets(expectation: Expectation): readonly Placeholder[] {
  return placeholdersOf(expectation).filter(
    ({ type, capture }) => type === 'secret' && capture === undefined,
  );
}

/** The same expectation, telling what its marks of secrets stand for. */
export function nameSecrets<Kind extends Expectation>(expectation: Kind): Kind {
  const marks = unnamedSecrets(expectation);
  if (marks.length === 0) return expectation;
  const named = new Map<unknown, Placeholder>(
    marks.map((mark, index) => [mark, { ...mark, capture: `${prefix}${index}` }]),
  );
  return replace(expectation, named) as Kind;
}

function replace(value: unknown, by: ReadonlyMap<unknown, unknown>): unknown {
  if (by.has(value)) return by.get(value);
  if (Array.isArray(value)) return value.map((item) => replace(item, by));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replace(inner, by)]));
}

export function maskText(text: string, findSecrets: FindSecrets): string {
  let masked = '';
  let at = 0;
  for (const { from, to, name } of findSecrets(text)) {
    masked += `${text.slice(at, from)}[secret ${name}]`;
    at = to;
  }
  return masked + text.slice(at);
}
